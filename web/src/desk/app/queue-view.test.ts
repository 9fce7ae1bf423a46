import assert from "node:assert/strict";
import { test } from "node:test";
import { minutes, more, says } from "./queue-view";

test("the screen says what happens to what waits", () => {
  assert.equal(says("idle", 0, true), "Everything has been sent.");
  assert.match(says("idle", 0, false), /no signal/);
  assert.match(says("no-network", 3, false), /saved on this phone/);
  assert.match(says("signed-out", 3, true), /stay on this phone.*sign in again/);
  assert.match(says("stuck", 3, true), /stay on this phone/);
  assert.match(says("server-down", 3, true), /will keep trying/);
});

test("minutes a bike are a median", () => {
  assert.equal(minutes([]), "–");
  assert.equal(minutes([0]), "–");
  assert.equal(minutes([60, 3600, 30]), "1.0");
});

test("facts of an entry come before what there is to say of it", () => {
  const one = { id: "", savedAt: 0, seconds: 0 };
  assert.equal(more({ ...one, state: "accepted", code: "7KQ4M-2X9TD", reference: "FM-00017S-T" }), "7KQ4M-2X9TD, reference FM-00017S-T");
  assert.equal(
    more({ ...one, state: "needs-person", code: "7KQ4M-2X9TD", reason: "unknown-mark" }),
    "7KQ4M-2X9TD. There is no such label. A coordinator will sort it out.",
  );
  assert.equal(more({ ...one, state: "accepted", photoLost: true }), "We could not save its photo.");
});
