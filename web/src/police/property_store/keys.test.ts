import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, nextIn } from "./keys";

const pressed = (key: string, more: object = {}) =>
  keyOf({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, target: null, ...more });

test("a letter counts by itself and outside a field", () => {
  assert.equal(pressed("j"), "j");
  assert.equal(pressed("J"), "j");
  assert.equal(pressed("Enter"), null);
  assert.equal(pressed("c", { ctrlKey: true }), null);
  assert.equal(pressed("r", { repeat: true }), null);
  assert.equal(pressed("r", { target: { tagName: "INPUT" } }), null);
  assert.equal(pressed("r", { target: { tagName: "A" } }), "r");
});

test("rows end at the first and the last", () => {
  assert.equal(nextIn(3, -1, 1), 0);
  assert.equal(nextIn(3, 0, 1), 1);
  assert.equal(nextIn(3, 2, 1), 2);
  assert.equal(nextIn(3, 0, -1), 0);
});
