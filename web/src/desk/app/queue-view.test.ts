import assert from "node:assert/strict";
import { test } from "node:test";
import { minutes, more, says } from "./queue-view";

test("the screen says what happens to waiting bikes", () => {
  assert.equal(says("idle", 0, true), "Everything has been sent.");
  assert.match(says("idle", 0, false), /no signal/);
  assert.match(says("no-network", 3, false), /saved on this phone/);
  assert.match(says("signed-out", 3, true), /stay on this phone.*sign in again/);
  assert.match(says("stuck", 3, true), /stay on this phone/);
  assert.match(says("server-down", 3, true), /will keep trying/);
});

test("the minutes for a bike are a median", () => {
  assert.equal(minutes([]), "–");
  assert.equal(minutes([0]), "–");
  assert.equal(minutes([60, 3600, 30]), "1.0");
});

test("the facts about an entry come before what went wrong", () => {
  const one = { id: "", savedAt: 0, seconds: 0 };
  assert.equal(more({ ...one, state: "accepted", code: "7KQ4M-2X9TD", reference: "FM-00017S-T" }), "7KQ4M-2X9TD, reference FM-00017S-T");
  assert.equal(
    more({ ...one, state: "needs-person", code: "7KQ4M-2X9TD", reason: "unknown-mark" }),
    "7KQ4M-2X9TD. We have no label with this code. A coordinator will sort it out.",
  );
  assert.equal(more({ ...one, state: "accepted", photoLost: true }), "We could not save its photo.");
});
