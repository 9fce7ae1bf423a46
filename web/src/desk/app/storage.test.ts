import assert from "node:assert/strict";
import { test } from "node:test";
import "fake-indexeddb/auto";
import { type Queued, Storage } from "./storage";

const entry = (number: number): Queued => ({
  id: `id-${number}`,
  event: 1,
  desk: "Desk 1",
  key: "k",
  enc: new Uint8Array(32),
  sealed: new Uint8Array(10),
  savedAt: number,
  seconds: 40,
  hint: number,
});

/** Every connection that was opened, so that a test can close one without a word, as Safari does. */
const opened: IDBDatabase[] = [];
const original = IDBFactory.prototype.open;
IDBFactory.prototype.open = function open(name: string, version?: number) {
  const request = original.call(this, name, version);
  request.addEventListener("success", () => opened.push(request.result));
  return request;
};
const closeUnderneath = (): void => opened.forEach((db) => db.close());

const ids = (queue: readonly Queued[]): string[] => queue.map(({ id }) => id);

test("a database that the browser closed is opened again, and nothing is lost", async () => {
  const storage = await Storage.open();
  await storage.save([entry(1)], [1]);
  closeUnderneath();
  assert.deepEqual(ids(await storage.queue()), ["id-1"]);
  closeUnderneath();
  await storage.save([entry(2)], [1, 2]);
  closeUnderneath();
  assert.deepEqual(await storage.get("used"), [1, 2]);
  closeUnderneath();
  await storage.acknowledge([{ id: "id-1", savedAt: 1, seconds: 40, state: "accepted" }]);
  closeUnderneath();
  assert.deepEqual([ids(await storage.queue()), (await storage.done()).length], [["id-2"], 1]);
});

test("an entry is corrected completely or not at all", async () => {
  const storage = await Storage.open();
  await storage.save([entry(3)], [3], { id: "id-2", withdrawal: entry(20) });
  assert.deepEqual(ids(await storage.queue()), ["id-3"], "never sent, so it is only deleted");
  await assert.rejects(storage.save([entry(4), entry(3)], [4], { id: "id-1", withdrawal: entry(21) }), "an id that is already there");
  assert.deepEqual([ids(await storage.queue()), await storage.get("used")], [["id-3"], [3]]);
});

test("the phone knows which entries were ever sent, and one that was taken back does not return", async () => {
  const storage = await Storage.open();
  await storage.trying([...(await storage.queue()), entry(9)]);
  assert.deepEqual(
    (await storage.queue()).map(({ id, tried }) => [id, tried]),
    [["id-3", true]],
  );
  await storage.save([], [], { id: "id-3", withdrawal: { ...entry(8), withdraws: "id-3" } });
  assert.deepEqual(ids(await storage.queue()), ["id-3", "id-8"], "the server may have it, so it is withdrawn after it");
  await storage.save([], [], { id: "id-1", withdrawal: { ...entry(9), withdraws: "id-1" } });
  assert.deepEqual(ids(await storage.queue()), ["id-3", "id-8", "id-9"], "and so is one that the server has");
});
