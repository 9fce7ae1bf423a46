import assert from "node:assert/strict";
import { test } from "node:test";
import { Turns } from "./turns";

test("a draw that fails does not hold up the ones behind it", async () => {
  const turns = new Turns();
  const drawn: number[] = [];
  await assert.rejects(turns.take(async () => Promise.reject(new Error("closed"))), /closed/);
  const all = [1, 2, 3].map((number) =>
    turns.take(async () => {
      drawn.push(number);
      if (number === 2) throw new Error("again");
    }),
  );
  assert.deepEqual((await Promise.allSettled(all)).map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
  assert.deepEqual(drawn, [1, 2, 3]);
});

test("a draw that never ends does not hold them up either", async () => {
  const turns = new Turns(20);
  void turns.take(() => new Promise(() => undefined));
  assert.equal(await turns.take(async () => "drawn"), "drawn");
});

test("each waits for the one before it", async () => {
  const turns = new Turns();
  const order: string[] = [];
  void turns.take(async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    order.push("first");
  });
  await turns.take(async () => void order.push("second"));
  assert.deepEqual(order, ["first", "second"]);
});
