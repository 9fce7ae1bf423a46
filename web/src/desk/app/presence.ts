// Tells the server now and then that this phone is a desk. The answer has the event's stage, and who shares the desk.
import { Failed, type Here, present } from "./server";
import type { Desk, Storage } from "./storage";
import { uuid7 } from "./uuid";

/** How often the server is told, in milliseconds. */
const EVERY = 60_000;

export class Presence {
  stage: string | undefined;
  others: readonly number[] = [];
  refused = false;
  private told = 0;
  private here: Here | undefined;

  constructor(
    private readonly storage: Storage,
    private readonly asked: () => Promise<Here>,
  ) {}

  /** Forgets what the server said about another desk. */
  begin(): void {
    this.stage = undefined;
    this.others = [];
    this.refused = false;
    this.told = 0;
  }

  /** Tells the server, unless it was told a moment ago. Without a network, nothing changes. */
  async tell(desk: Desk, now = Date.now()): Promise<void> {
    if (now - this.told < EVERY) return;
    this.told = now;
    try {
      const said = await this.say(desk, false);
      this.stage = said.stage;
      this.others = said.others;
      this.refused = false;
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (error.why === "not-allowed") this.refused = true;
    }
  }

  /** Tells the server that this phone is no longer a desk, if there is a network. */
  async end(desk: Desk): Promise<void> {
    try {
      await this.say(desk, true);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
    }
  }

  private async say(desk: Desk, closed: boolean) {
    const phone = await this.phone();
    const words = { phone, desk: desk.desk, waiting: (await this.storage.queue()).length, closed };
    if (this.here) {
      try {
        return await present(this.here.csrf, desk.event.id, words);
      } catch (error) {
        // The session may have changed by now.
        if (!(error instanceof Failed && error.why === "not-allowed")) throw error;
      }
    }
    this.here = await this.asked();
    return present(this.here.csrf, desk.event.id, words);
  }

  private async phone(): Promise<string> {
    const known = await this.storage.get("phone");
    if (known) return known;
    const fresh = uuid7(Date.now());
    await this.storage.set("phone", fresh);
    return fresh;
  }
}
