import assert from "node:assert/strict";
import { test } from "node:test";
import { minutes, more, says } from "./queue-view";

test("the screen says what happens to what waits", () => {
  assert.equal(says("idle", 0, true), "Everything is sent.");
  assert.match(says("idle", 0, false), /no network/);
  assert.match(says("no-network", 3, false), /kept on this phone/);
  assert.match(says("signed-out", 3, true), /stays on this phone.*signed in again/);
  assert.match(says("stuck", 3, true), /stay on this phone/);
  assert.match(says("server-down", 3, true), /tries again by itself/);
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
    "7KQ4M-2X9TD. There is no such label. A coordinator will look at it.",
  );
  assert.equal(more({ ...one, state: "accepted", photoLost: true }), "Its photo could not be kept.");
});
