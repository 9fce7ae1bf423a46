import assert from "node:assert/strict";
import { test } from "node:test";
import { toBase64 } from "./bytes";
import { frameHint, hintOf, hintsIn } from "./kit";

const TREK = [{ makes: ["trek"], pattern: "^S?WTU[0-9]{3}[A-Z]{1,2}[0-9]{3,4}[A-Z]$", example: "WTU316C2137N", good: true }];

test("a number that is not like its make's is asked about, and never refused", () => {
  for (const [make, number, expected] of [
    ["Trek", "wtu 316-c2137 n", undefined],
    ["Trek", "WTU3I6C2137N", "WTU316C2137N?"],
    ["TREK", "12345", "most TREK numbers are like WTU316C2137N"],
    ["Brompton", "12345", undefined],
    ["", "12345", undefined],
    ["Trek", "", undefined],
  ] as const) {
    const said = frameHint(TREK, make, number);
    if (expected === undefined) assert.equal(said, undefined, `${make} ${number}`);
    else assert.ok(said?.includes(expected), `${make} ${number}: ${said}`);
  }
});

test("a kit is asked by hints", async () => {
  const hint = await hintOf(7, "7KQ4M-2X9TD");
  assert.equal(hint, await hintOf(7, "7KQ4M2X9TD"));
  assert.notEqual(hint, await hintOf(8, "7KQ4M-2X9TD"));
  const kit = hintsIn(toBase64(new Uint8Array([hint >> 16, (hint >> 8) & 255, hint & 255, 1, 2, 3])));
  assert.deepEqual([...kit].sort(), [hint, 0x010203].sort());
});
