import assert from "node:assert/strict";
import { test } from "node:test";
import vectors from "../../../../fixtures/mark_codes.json";
import { read, sentence } from "./mark-code";

test("the server's test vectors hold here too", () => {
  for (const { code } of vectors.encode) assert.deepEqual(read(code), { kind: "exact", code });
  for (const { text, code } of vectors.accepted) assert.deepEqual(read(text), { kind: "exact", code }, text);
  for (const kind of ["corrected", "restored"] as const) {
    for (const { text, code, positions } of vectors[kind]) {
      const reading = read(text);
      assert.equal(reading.kind, kind, text);
      assert.ok(reading.kind === "corrected" || reading.kind === "restored");
      assert.equal(reading.code, code, text);
      assert.deepEqual(reading.putRight.map((change) => change.position), positions, text);
    }
  }
  for (const { text, count, first, last } of vectors.unresolved) {
    const reading = read(text);
    assert.ok(reading.kind === "unresolved", text);
    const found = [...new Set(reading.candidates)].sort();
    assert.deepEqual([found.length, found[0], found.at(-1)], [count, first, last], text);
  }
  for (const { text } of vectors.refused) assert.equal(read(text).kind, "not-a-mark", text);
  for (const vector of vectors.as_typed as { text: string; kind: string; code?: string; why?: string }[]) {
    const reading = read(vector.text);
    const found = { kind: reading.kind, code: "code" in reading ? reading.code : undefined, why: "why" in reading ? reading.why : undefined };
    assert.deepEqual(found, { kind: vector.kind, code: vector.code, why: vector.why }, vector.text);
  }
});

test("every wrong character of a code is corrected, and every swap of neighbours", () => {
  for (const { code } of vectors.encode) {
    const right = code.replace("-", "");
    for (let place = 0; place < 10; place += 1) {
      for (const wrong of vectors.alphabet) {
        if (wrong === right[place]) continue;
        const reading = read(right.slice(0, place) + wrong + right.slice(place + 1));
        assert.ok(reading.kind === "corrected" && reading.code === code, `${code} ${place} ${wrong}`);
      }
      const swapped = right.slice(0, place) + (right[place + 1] ?? "") + right[place]! + right.slice(place + 2);
      if (place < 9 && swapped !== right) {
        const reading = read(swapped);
        assert.ok(reading.kind === "corrected" && reading.code === code, `${code} swapped at ${place}`);
      }
    }
  }
});

test("a change is put into words", () => {
  const reading = read("?????-?????");
  assert.ok(reading.kind === "not-a-mark" && reading.why.startsWith("10 characters"));
  assert.equal(
    sentence([
      { position: 0, was: "8", is: "B" },
      { position: 9, was: "?", is: "D" },
    ]),
    "The first character is probably B, not 8, and the tenth character can only be D",
  );
});
