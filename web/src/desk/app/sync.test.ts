import assert from "node:assert/strict";
import { test } from "node:test";
import { Failed, type Failure, type Here, type Result } from "./server";
import type { Done, Queued } from "./storage";
import { batch, type Surroundings, Sync } from "./sync";

const entry = (number: number, bytes = 10): Queued => ({
  id: `id-${number}`,
  event: 1,
  desk: "Desk 1",
  key: "k",
  enc: new Uint8Array(32),
  sealed: new Uint8Array(bytes),
  savedAt: number,
  seconds: 40,
});

const HERE: Here = { csrf: "token", now: 5, coordinator: false, key: { id: "k2", public: "" }, events: [] };

/** A server that remembers what it has, and a phone; `trouble` says what goes wrong with each request. */
function world(queue: Queued[], trouble: (Failure | "lost-answer" | undefined)[], state: Result["state"] = "accepted") {
  const server = new Map<string, number>();
  const done: Done[] = [];
  let waiting = queue;
  const heard: string[] = [];
  const tried: string[] = [];
  const at: Surroundings = {
    queue: async () => waiting,
    acknowledge: async (more) => {
      done.push(...more);
      waiting = waiting.filter((one) => !more.some((gone) => gone.id === one.id));
    },
    here: async () => HERE,
    trying: async (entries) => void tried.push(...entries.map(({ id }) => id)),
    send: async (_, entries) => {
      const wrong = trouble.shift();
      if (wrong && wrong !== "lost-answer") throw new Failed(wrong);
      const results = entries.map(({ id }): Result => {
        const before = server.get(id) ?? 0;
        server.set(id, before + 1);
        return { id, state: before > 0 ? "already" : state };
      });
      if (wrong === "lost-answer") throw new Failed("no-network");
      return { now: 5, key: HERE.key, results };
    },
    heard: async ({ key }) => void heard.push(key.id),
    changed: () => undefined,
  };
  return { at, server, done, heard, tried, waiting: () => waiting };
}

test("a request has twenty entries or as much as a bad connection carries, and a larger entry goes alone", () => {
  const many = Array.from({ length: 50 }, (_, place) => entry(place));
  assert.equal(batch(many).length, 20);
  assert.equal(batch([entry(1, 4_000_000), entry(2)]).length, 1);
  assert.equal(batch([entry(1, 400_000), entry(2, 400_000)]).length, 1);
  assert.deepEqual(batch([]), []);
});

test("everything arrives once, whatever answers are lost on the way", async () => {
  const queue = Array.from({ length: 45 }, (_, place) => entry(place));
  const { at, server, done, heard, tried, waiting } = world(queue, ["lost-answer", "server-down", undefined, "lost-answer"]);
  const sync = new Sync(at);
  for (let tries = 0; tries < 10 && waiting().length > 0; tries += 1) await sync.run();
  assert.equal(waiting().length, 0);
  assert.equal(server.size, 45);
  assert.equal(new Set(done.map((one) => one.id)).size, 45);
  assert.equal(done.length, 45);
  assert.equal(sync.status, "idle");
  assert.equal(new Set(tried).size, 45, "each is noted before it is sent");
  assert.ok(heard.includes("k2"), "today's key is taken over");
});

test("a phone that is signed out keeps the queue, and says so", async () => {
  const { at, done, waiting } = world([entry(1)], ["signed-out"]);
  const sync = new Sync(at);
  await sync.run();
  assert.deepEqual([sync.status, waiting().length, done.length], ["signed-out", 1, 0]);
  await sync.run();
  assert.deepEqual([sync.status as string, waiting().length, done.length], ["idle", 0, 1]);
});

test("entries that the server will not take from this account stay, and are not sent for ever", async () => {
  const { at, done, waiting } = world([entry(1), entry(2)], [], "not-yours");
  const sync = new Sync(at);
  await sync.run();
  assert.deepEqual([sync.status, waiting().length, done.length], ["stuck", 2, 0]);
});

test("an answer that this shell does not know keeps the entry", async () => {
  for (const state of ["failed", "try-later", ""]) {
    const { at, done, waiting } = world([entry(1)], [], state as never);
    await new Sync(at).run();
    assert.deepEqual([waiting().length, done.length], [1, 0], state);
  }
});

test("an entry that fails stays, and the ones behind it are sent", async () => {
  const { at, done, waiting } = world(
    Array.from({ length: 45 }, (_, place) => entry(place)),
    [],
  );
  const failing: Surroundings = {
    ...at,
    send: async (csrf, entries) => {
      const answers = await at.send(csrf, entries);
      return {
        ...answers,
        results: answers.results.map((one): Result => (one.id === "id-3" ? { id: one.id, state: "failed" } : one)),
      };
    },
  };
  const sync = new Sync(failing);
  await sync.run();
  assert.deepEqual([sync.status, waiting().map((one) => one.id), done.length], ["stuck", ["id-3"], 44]);
});

test("an entry that needs a person leaves the phone and says why", async () => {
  const { at, done, waiting } = world([entry(1)], [], "needs-person");
  await new Sync(at).run();
  assert.deepEqual([waiting().length, done[0]?.state], [0, "needs-person"]);
});
