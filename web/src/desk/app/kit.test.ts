import assert from "node:assert/strict";
import { test } from "node:test";
import { toBase64 } from "./bytes";
import { frameHint, hintOf, hintsOf } from "./kit";

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

const KIT = {
  event: { id: 7, name: "Marking day", place: "Market Square", day: "Saturday", starts_at: 0, ends_at: 0 },
  makes: [],
  formats: [],
  marks: "",
};

test("a kit knows its labels by their hints", async () => {
  const hint = await hintOf(7, "7KQ4M-2X9TD");
  assert.equal(hint, await hintOf(7, "7KQ4M2X9TD"));
  assert.notEqual(hint, await hintOf(8, "7KQ4M-2X9TD"));
  const before = { ...KIT, marks: toBase64(new Uint8Array([hint >> 16, (hint >> 8) & 255, hint & 255, 1, 2, 3])) };
  assert.ok(await hintsOf(before).has("7KQ4M-2X9TD"), "a kit that was loaded before the upgrade");
  assert.ok(!(await hintsOf(before).has("7KQ4M-2X9TE")));
});

test("a kit's hints are made with the event's key", async () => {
  const key = toBase64(Uint8Array.from({ length: 32 }, (_, byte) => byte));
  // The server makes the same hints: crates/store/src/desk/kits.rs.
  const values = toBase64(new Uint8Array([117, 213]));
  const kit = hintsOf({ ...KIT, marks: "", hints: { key, values } });
  assert.ok(await kit.has("7KQ4M-2X9TD"));
  const other = hintsOf({ ...KIT, marks: "", hints: { key: toBase64(new Uint8Array(32)), values } });
  assert.ok(!(await other.has("7KQ4M-2X9TD")));
});
