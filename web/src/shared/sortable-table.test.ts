import assert from "node:assert/strict";
import { test } from "node:test";
import { compareCells, nextOrder, sortedPositions } from "./sortable-table";

test("numbers are compared as numbers and words as words", () => {
  for (const [a, b] of [
    ["9", "10"],
    ["-2", "1"],
    ["1.5", "1.25e1"],
    ["brompton", "Carrera"],
    ["bay 9", "bay 10"],
    ["", "a"],
  ] as const) {
    assert.ok(compareCells(a, b) < 0, `${a} before ${b}`);
    assert.ok(compareCells(b, a) > 0, `${b} after ${a}`);
  }
  assert.equal(compareCells("Giant", "giant"), 0);
});

test("a heading goes from ascending to descending and back", () => {
  assert.equal(nextOrder("none"), "ascending");
  assert.equal(nextOrder(null), "ascending");
  assert.equal(nextOrder("ascending"), "descending");
  assert.equal(nextOrder("descending"), "ascending");
});

test("equal rows keep their order in both directions", () => {
  assert.deepEqual(sortedPositions(["2", "1", "2", "1"], "ascending"), [1, 3, 0, 2]);
  assert.deepEqual(sortedPositions(["2", "1", "2", "1"], "descending"), [0, 2, 1, 3]);
  assert.deepEqual(sortedPositions([], "ascending"), []);
});
