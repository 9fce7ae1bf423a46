import assert from "node:assert/strict";
import { test } from "node:test";
import { placed, written } from "./pin-map";

const EDGES = { west: 0, east: 0.6, south: 52, north: 52.5 };

test("a place on the picture and its coordinates are the same place", () => {
  assert.equal(written(EDGES, 500, 0, 0), "52.50000, 0.00000");
  assert.equal(written(EDGES, 500, 600, 500), "52.00000, 0.60000");
  const at = placed(EDGES, 500, written(EDGES, 500, 120, 250));
  assert.ok(at !== undefined && Math.abs(at.x - 120) < 0.01 && Math.abs(at.y - 250) < 0.01);
});

test("text that is not a point of the picture has no place on it", () => {
  for (const text of ["", "TL 456 583", "52.2", "51.5, 0.1", "52.2, 9"]) {
    assert.equal(placed(EDGES, 500, text), undefined, text);
  }
});
