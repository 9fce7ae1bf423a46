// Sends the queue to the server whenever it can. An entry leaves the phone only when the server has said that it has
// it. If anything goes wrong before that, the entry is sent again.
import type { PublicKey } from "./sealing";
import { type Answers, Failed, type Failure, type Here, type Result } from "./server";
import type { Done, Queued } from "./storage";

/** The most entries and bytes in one request: as much as a bad connection carries in a minute. */
const MOST = 20;
const MOST_BYTES = 600_000;

/** What the sync needs from the rest of the app. A test can put something else in its place. */
export interface Surroundings {
  queue(): Promise<Queued[]>;
  acknowledge(done: readonly Done[]): Promise<void>;
  here(): Promise<Here>;
  /** Notes that these entries are about to be sent: from then on the server may have them. */
  trying(entries: readonly Queued[]): Promise<void>;
  send(csrf: string, entries: readonly Queued[]): Promise<Answers>;
  /** Receives the time and today's key from the server. */
  heard(said: { now: number; key: PublicKey }): Promise<void>;
  changed(): void;
}

export type Status = "idle" | "sending" | "stuck" | Failure;

/** Chooses the entries for the next request: at least one, however large it is. */
export function batch(queue: readonly Queued[]): Queued[] {
  const chosen: Queued[] = [];
  let bytes = 0;
  for (const entry of queue) {
    bytes += entry.sealed.length;
    if (chosen.length > 0 && (chosen.length === MOST || bytes > MOST_BYTES)) break;
    chosen.push(entry);
  }
  return chosen;
}

/** The only answers after which an entry may leave the phone. A newer server may give others. */
const LETS_GO: readonly string[] = ["accepted", "already", "needs-person"];

function doneOf(entry: Queued, result: Result): Done | undefined {
  if (!LETS_GO.includes(result.state)) return undefined;
  const done: Done = {
    id: entry.id,
    savedAt: entry.savedAt,
    seconds: entry.seconds,
    state: result.state === "needs-person" ? "needs-person" : "accepted",
  };
  if (result.reason !== undefined) done.reason = result.reason;
  if (result.code !== undefined) done.code = result.code;
  if (result.reference !== undefined) done.reference = result.reference;
  if (result.photo_lost) done.photoLost = true;
  if (entry.hint !== undefined) done.hint = entry.hint;
  if (entry.withdraws !== undefined) done.withdraws = entry.withdraws;
  return done;
}

export class Sync {
  status: Status = "idle";
  /** Whether the server said that this account does not work at the event. */
  refused = false;
  private csrf: string | undefined;
  private running: Promise<void> | undefined;
  private again = false;

  constructor(private readonly at: Surroundings) {}

  /** Sends what is waiting. Calling it while it runs adds one more round. */
  run(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.rounds().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async rounds(): Promise<void> {
    do {
      this.again = false;
      try {
        this.become((await this.round()) ? "stuck" : "idle");
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        this.csrf = undefined;
        this.become(error.why);
        return;
      }
    } while (this.again);
  }

  /** Sends everything once. Returns whether some entries have to stay. */
  private async round(): Promise<boolean> {
    this.refused = false;
    const staying = new Set<string>();
    for (;;) {
      const waiting = (await this.at.queue()).filter((entry) => !staying.has(entry.id));
      const entries = batch(waiting);
      if (entries.length === 0) return staying.size > 0;
      this.become("sending");
      await this.at.trying(entries);
      const answers = await this.sent(entries);
      await this.at.heard(answers);
      const results = new Map(answers.results.map((result) => [result.id, result]));
      const done: Done[] = [];
      for (const entry of entries) {
        const result = results.get(entry.id);
        const of = result && doneOf(entry, result);
        if (of) done.push(of);
        else staying.add(entry.id);
        if (result?.state === "not-yours") this.refused = true;
      }
      await this.at.acknowledge(done);
      this.at.changed();
    }
  }

  private async sent(entries: readonly Queued[]): Promise<Answers> {
    if (this.csrf !== undefined) {
      try {
        return await this.at.send(this.csrf, entries);
      } catch (error) {
        // The session may have changed by now.
        if (!(error instanceof Failed && error.why === "not-allowed")) throw error;
      }
    }
    const here = await this.at.here();
    this.csrf = here.csrf;
    await this.at.heard(here);
    return this.at.send(here.csrf, entries);
  }

  private become(status: Status): void {
    this.status = status;
    this.at.changed();
  }
}
