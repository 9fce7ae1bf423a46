import assert from "node:assert/strict";
import { test } from "node:test";
import { slip, uuid7 } from "./uuid";

test("an id holds its time, its version and random bits", () => {
  const id = uuid7(0x0123456789ab, (bytes) => bytes.fill(0xff));
  assert.equal(id, "01234567-89ab-7fff-bfff-ffffffffffff");
  assert.equal(slip("019ab3c4-5d6e-7f80-9a1b-0123456789ab"), "4567-89AB");
  const many = new Set(Array.from({ length: 1000 }, () => uuid7(1)));
  assert.equal(many.size, 1000);
});
