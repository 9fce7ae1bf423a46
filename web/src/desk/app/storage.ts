// What the phone keeps: the desk that it is, the queue of sealed entries, and what came of those that were sent.
// Nothing here names an owner or a bike.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Event, Kit } from "./kit";
import type { PublicKey, SealedEntry } from "./sealing";

export interface Desk {
  event: Event;
  desk: string;
  /** The day on which it was opened, by the phone's calendar. */
  day: string;
}

/** An entry in the queue, with what the phone itself counts. */
export interface Queued extends SealedEntry {
  savedAt: number;
  seconds: number;
}

export type State = "accepted" | "needs-person";

/** What is left of an entry that the server has. */
export interface Done {
  id: string;
  savedAt: number;
  seconds: number;
  state: State;
  reason?: string;
  code?: string;
  reference?: string;
  photoLost?: boolean;
}

interface Facts {
  desk: Desk;
  kit: Kit;
  key: PublicKey;
  /** How far the server's clock is ahead of the phone's, in milliseconds. */
  clock: number;
  /** Hints of the codes that were used on this phone. */
  used: number[];
}

interface Schema extends DBSchema {
  facts: { key: string; value: unknown };
  queue: { key: string; value: Queued };
  done: { key: string; value: Done };
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

  /** The database; opened again when the browser has closed it, as some do in the background. */
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
    return (await (await this.db()).get("facts", name)) as Facts[Name] | undefined;
  }

  async set<Name extends keyof Facts>(name: Name, value: Facts[Name]): Promise<void> {
    await (await this.db()).put("facts", value, name);
  }

  /** Puts an entry into the queue; when this returns, it is on the phone's disk. */
  async save(entry: Queued, used: readonly number[]): Promise<void> {
    const transaction = (await this.db()).transaction(["queue", "facts"], "readwrite", { durability: "strict" });
    // `add`, so that an id that is there already is an error and not a loss.
    const adding = transaction.objectStore("queue").add(entry);
    const noting = transaction.objectStore("facts").put([...used], "used");
    // The transaction knows why it failed, a full disk among the reasons; its requests only that it did.
    const [all, ...each] = await Promise.allSettled([transaction.done, adding, noting]);
    const failed = [all, ...each].find((one) => one.status === "rejected");
    if (failed) throw failed.reason;
  }

  /** The queue, oldest first. */
  async queue(): Promise<Queued[]> {
    return (await this.db()).getAll("queue");
  }

  async done(): Promise<Done[]> {
    return (await this.db()).getAll("done");
  }

  /** Takes what the server has out of the queue and keeps what came of it, all at once or not at all. */
  async acknowledge(done: readonly Done[]): Promise<void> {
    const transaction = (await this.db()).transaction(["queue", "done"], "readwrite", { durability: "strict" });
    const work: Promise<unknown>[] = [];
    for (const entry of done) {
      work.push(transaction.objectStore("queue").delete(entry.id));
      work.push(transaction.objectStore("done").put(entry));
    }
    await Promise.all([...work, transaction.done]);
  }

  /** Forgets the desk and what was sent; never what waits. */
  async forgetDesk(): Promise<void> {
    const transaction = (await this.db()).transaction(["facts", "done"], "readwrite");
    const facts = transaction.objectStore("facts");
    const gone = [facts.delete("desk"), facts.delete("kit"), facts.delete("used"), transaction.objectStore("done").clear()];
    await Promise.all([...gone, transaction.done]);
  }
}
