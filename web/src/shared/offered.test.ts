import assert from "node:assert/strict";
import { test } from "node:test";
import { offered } from "./offered";

const MAKES = ["Bianchi", "Brompton", "Orange", "Orbea", "Santa Cruz", "Cruz Bikes", "Škoda", "Trek"];

test("makes that begin with the text come first, then those with another word that does", () => {
  for (const [typed, expected] of [
    ["br", ["Brompton"]],
    ["OR", ["Orange", "Orbea"]],
    ["cruz", ["Cruz Bikes", "Santa Cruz"]],
    ["santacr", ["Santa Cruz"]],
    ["sko", ["Škoda"]],
    ["", []],
    ["?!", []],
    ["submarine", []],
  ] as const) {
    assert.deepEqual(offered(MAKES, typed), expected, typed);
  }
});

test("the list is short enough for a phone", () => {
  const many = Array.from({ length: 50 }, (_, place) => `Make ${place}`);
  assert.equal(offered(many, "make").length, 8);
});
