import assert from "node:assert/strict";
import { test } from "node:test";
import { clockSays, isOff } from "./clock";

const MINUTE = 60_000;

test("a clock is off from five minutes on, either way", () => {
  assert.deepEqual([0, 5 * MINUTE - 1, 5 * MINUTE, -5 * MINUTE].map(isOff), [false, false, true, true]);
});

test("a span is written in its largest unit", () => {
  const span = (ahead: number): string => /clock is (.+?)\./.exec(clockSays(ahead))?.[1] ?? "";
  assert.equal(span(6 * MINUTE), "6 minutes behind");
  assert.equal(span(-60 * MINUTE), "1 hour ahead");
  assert.equal(span(3 * 24 * 60 * MINUTE), "3 days behind");
});
