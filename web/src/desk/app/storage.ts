// What the phone keeps: its desk, the queue of sealed entries, and the answers to those that were sent. Nothing here
// names an owner or describes a bike.
import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from "idb";
import type { Event, Kit } from "./kit";
import type { PublicKey, SealedEntry } from "./sealing";

export interface Desk {
  event: Event;
  desk: string;
  /** The day on which it was opened, by the phone's calendar. */
  day: string;
}

/** An entry in the queue, with what only the phone has to know about it. */
export interface Queued extends SealedEntry {
  savedAt: number;
  seconds: number;
  /** The hint of its label. An entry that withdraws another has none. */
  hint?: number;
  /** Whether it has ever been sent. The server may have it even though no answer came. */
  tried?: boolean;
  /** The entry that it withdraws. */
  withdraws?: string;
}

export type State = "accepted" | "needs-person";

/** What the phone keeps of an entry that the server has. */
export interface Done {
  id: string;
  savedAt: number;
  seconds: number;
  state: State;
  reason?: string;
  code?: string;
  reference?: string;
  photoLost?: boolean;
  hint?: number;
  /** The entry that it has withdrawn. */
  withdraws?: string;
}

interface Facts {
  desk: Desk;
  kit: Kit;
  key: PublicKey;
  /** How far the server's clock is ahead of the phone's, in milliseconds. */
  clock: number;
  /** Hints of the codes that were used on this phone. */
  used: number[];
  /** A random id that tells this phone from others at the same desk. It is forgotten with the desk. */
  phone: string;
}

interface Schema extends DBSchema {
  facts: { key: string; value: unknown };
  queue: { key: string; value: Queued };
  done: { key: string; value: Done };
}

/** An entry to take back, and the entry that withdraws it if the server may have it. */
export interface TakenBack {
  id: string;
  withdrawal: Queued;
}

type Queue = IDBPObjectStore<Schema, ("queue" | "facts")[], "queue", "readwrite">;

async function takeBack(queue: Queue, { id, withdrawal }: TakenBack): Promise<void> {
  const known = await queue.get(id);
  if (known && !known.tried) await queue.delete(id);
  else await queue.add(withdrawal);
}

function connect(closed: () => void): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>("framemark-desk", 1, {
    upgrade(fresh) {
      fresh.createObjectStore("facts");
      fresh.createObjectStore("queue", { keyPath: "id" });
      fresh.createObjectStore("done", { keyPath: "id" });
    },
    terminated: closed,
  });
}

export class Storage {
  private connection: Promise<IDBPDatabase<Schema>> | undefined;

  static async open(): Promise<Storage> {
    const storage = new Storage();
    await storage.db();
    return storage;
  }

  /** Does work with the database, and does it again if the browser has closed the database without telling us. */
  private async with<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await work(await this.db());
    } catch (error) {
      if (!(error instanceof Error && error.name === "InvalidStateError")) throw error;
      this.connection = undefined;
      return work(await this.db());
    }
  }

  /** Returns the database. Opens it again if the browser has closed it, as some browsers do in the background. */
  private db(): Promise<IDBPDatabase<Schema>> {
    const again = (): void => {
      this.connection = undefined;
    };
    if (!this.connection) {
      this.connection = connect(again);
      this.connection.catch(again);
    }
    return this.connection;
  }

  async get<Name extends keyof Facts>(name: Name): Promise<Facts[Name] | undefined> {
    return (await this.with((db) => db.get("facts", name))) as Facts[Name] | undefined;
  }

  async set<Name extends keyof Facts>(name: Name, value: Facts[Name]): Promise<void> {
    await this.with((db) => db.put("facts", value, name));
  }

  /**
   * Puts entries into the queue and takes one back, all or nothing. When this returns, the change is on the phone's
   * disk. An entry that was never sent is deleted. If the server may have it, the entry that withdraws it is queued.
   */
  async save(entries: readonly Queued[], used: readonly number[], back?: TakenBack): Promise<void> {
    await this.with(async (db) => {
      const transaction = db.transaction(["queue", "facts"], "readwrite", { durability: "strict" });
      const queue = transaction.objectStore("queue");
      // We use `add`, which fails if the id is already there. `put` would overwrite the entry.
      const work: Promise<unknown>[] = entries.map((entry) => queue.add(entry));
      if (back) work.push(takeBack(queue, back));
      work.push(transaction.objectStore("facts").put([...used], "used"));
      // The transaction knows why it failed, such as a full disk. Its requests know only that it did.
      const [all, ...each] = await Promise.allSettled([transaction.done, ...work]);
      const failed = [all, ...each].find((one) => one.status === "rejected");
      if (failed) throw failed.reason;
    });
  }

  /** The queue, oldest first. */
  async queue(): Promise<Queued[]> {
    return this.with((db) => db.getAll("queue"));
  }

  /** Notes that entries are about to be sent. */
  async trying(entries: readonly Queued[]): Promise<void> {
    const fresh = entries.filter((entry) => !entry.tried);
    if (fresh.length === 0) return;
    await this.with(async (db) => {
      const transaction = db.transaction("queue", "readwrite", { durability: "strict" });
      const noting = fresh.map(async (entry) => {
        // Do not bring back an entry that was taken back meanwhile.
        const still = await transaction.store.get(entry.id);
        if (still) await transaction.store.put({ ...still, tried: true });
      });
      await Promise.all([...noting, transaction.done]);
    });
  }

  async done(): Promise<Done[]> {
    return this.with((db) => db.getAll("done"));
  }

  /** Removes entries that the server has from the queue and keeps the answers, all or nothing. */
  async acknowledge(done: readonly Done[]): Promise<void> {
    await this.with(async (db) => {
      const transaction = db.transaction(["queue", "done"], "readwrite", { durability: "strict" });
      const work: Promise<unknown>[] = [];
      for (const entry of done) {
        work.push(transaction.objectStore("queue").delete(entry.id));
        work.push(transaction.objectStore("done").put(entry));
      }
      await Promise.all([...work, transaction.done]);
    });
  }

  /** Forgets the desk and what was sent, but never what is waiting. */
  async forgetDesk(): Promise<void> {
    await this.with(async (db) => {
      const transaction = db.transaction(["facts", "done"], "readwrite");
      const facts = transaction.objectStore("facts");
      const gone: Promise<unknown>[] = ["desk", "kit", "used", "phone"].map((name) => facts.delete(name));
      gone.push(transaction.objectStore("done").clear());
      await Promise.all([...gone, transaction.done]);
    });
  }
}
