// The desk opens for one event on one phone, takes one bike after another, and sends what it has saved when it can.
import { bandSays, showBand } from "./band";
import { BikeForm, mark, words } from "./bike-form";
import { NOT_OPENED, offerEvents } from "./choose";
import { clockSays, isOff } from "./clock";
import { alarm, el, quiet, show } from "./dom";
import { hintsOf } from "./kit";
import { Correction } from "./correction";
import { Last } from "./last-bike";
import { shrunk } from "./photo";
import { keepOffline } from "./offline";
import { Presence } from "./presence";
import { QueueView } from "./queue-view";
import { scannedLabel } from "./scan-label";
import { canSeal, seal } from "./sealing";
import { Failed, type Here, here as askHere, kit as askKit, send, signOut } from "./server";
import { type Desk, type Queued, Storage } from "./storage";
import { Sync } from "./sync";
import { takenBack } from "./taken-back";
import { trouble } from "./trouble";
import { uuid7 } from "./uuid";
import { askBeforeLeaving, mayThrowAway, mayUndo } from "./unsaved";

/** How often the phone tries to send the queue, in milliseconds. */
const TRY_EVERY = 15_000;
/** How old a kit may be before a phone with a network loads a new one, in milliseconds. */
const KIT_LASTS = 10 * 60_000;
const LONGEST_BIKE = 3_600;

const today = (): string => new Date().toDateString();
/** Whether the last day of an event is over. A desk that was opened today stays open. */
const isOver = (desk: Desk): boolean => new Date(desk.event.ends_at).setHours(23, 59, 59) < Date.now() && desk.day !== today();

export class App {
  private desk: Desk | undefined;
  private clock = 0;
  private readonly used = new Set<number>();
  private kitTaken = 0;
  private here: Here | undefined;
  private readonly form = new BikeForm();
  private readonly queue: QueueView;
  private readonly sync: Sync;
  private readonly last = new Last();
  private readonly presence: Presence;
  private readonly correction: Correction;
  private clockTold = false;

  private constructor(private readonly storage: Storage) {
    this.sync = new Sync({
      queue: () => storage.queue(),
      acknowledge: (done) => storage.acknowledge(done),
      trying: (entries) => storage.trying(entries),
      here: () => this.asked(),
      send,
      heard: async ({ now, key }) => {
        await storage.set("key", key);
        await this.setClock(now - Date.now());
      },
      changed: () => void this.refresh(),
    });
    this.queue = new QueueView(storage, () => this.sync.run(), () => this.leave(), (id) => this.undo(id));
    this.correction = new Correction(this.form, this.last, this.used);
    this.presence = new Presence(storage, () => this.asked());
    this.form.onBegin = () => this.last.forget();
  }

  static async start(): Promise<void> {
    show("opening");
    try {
      await new App(await Storage.open()).open();
    } catch (error) {
      el("opening-says").textContent =
        "This browser cannot run a desk. It may be in private mode, or too old. Use another browser, or the form below.";
      throw error;
    }
  }

  private async open(): Promise<void> {
    this.listen();
    this.clock = (await this.storage.get("clock")) ?? 0;
    const desk = await this.storage.get("desk");
    if (desk && (await this.storage.get("kit")) && (await this.storage.get("key"))) {
      await this.work(desk);
    } else {
      await this.choose();
      void this.sync.run();
    }
    void keepOffline(() => this.form.unsaved).then(() => this.refresh());
  }

  private async asked(): Promise<Here> {
    this.here = await askHere();
    this.queue.coordinator = this.here.coordinator;
    return this.here;
  }

  // ---- Choosing an event ----

  private async choose(): Promise<void> {
    show("opening");
    el("opening-sign-in").hidden = true;
    if (!(await canSeal())) {
      el("opening-says").textContent =
        "This browser is too old to encrypt entries. Update it, or use the online form.";
      return;
    }
    try {
      const here = await this.asked();
      await this.storage.set("key", here.key);
      await this.setClock(here.now - Date.now());
      offerEvents(here.events);
      await this.refresh();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      el("opening-says").textContent = NOT_OPENED[error.why];
      el("opening-sign-in").hidden = error.why !== "signed-out";
    }
  }

  private async chosen(): Promise<void> {
    const data = new FormData(el<HTMLFormElement>("choose"));
    const event = this.here?.events.find((one) => String(one.id) === data.get("event"));
    if (!event) return;
    quiet("choice");
    try {
      const kit = await askKit(event.id);
      await this.storage.set("kit", kit);
      await this.storage.set("used", []);
      const desk = { event: kit.event, desk: String(data.get("desk")), day: today() };
      await this.storage.set("desk", desk);
      this.kitTaken = Date.now();
      await this.work(desk);
    } catch (error) {
      if (error instanceof Failed) alarm("choice", "The desk could not load. Check your signal and try again.");
      else trouble(error);
    }
  }

  // ---- Working ----

  private async work(desk: Desk): Promise<void> {
    this.desk = desk;
    this.presence.begin();
    const kit = await this.storage.get("kit");
    if (!kit) return;
    this.useOnly(new Set(await this.storage.get("used")));
    this.form.kit = kit;
    this.form.labels = { event: desk.event.id, kit: hintsOf(kit), used: this.used };
    this.form.offerMakes();
    el("bar-event").textContent = desk.event.name;
    // Nobody at a stall needs the year.
    el("bar-desk").textContent = `${desk.desk}, ${desk.event.day.replace(/ \d{4}$/, "")}`;
    show("bike");
    await this.refresh();
    const code = new URLSearchParams(location.search).get("code");
    if (code) {
      history.replaceState(null, "", "/desk");
      await this.form.take(code);
    }
    void this.sync.run().then(() => this.renew());
  }

  /** If there is a network, loads the kit and the key again, and closes a desk whose event is over. */
  private async renew(): Promise<void> {
    const desk = this.desk;
    if (desk && navigator.onLine) {
      await this.presence.tell(desk);
      await this.refresh();
    }
    if (!desk || Date.now() - this.kitTaken < KIT_LASTS) return;
    try {
      const here = await this.asked();
      await this.storage.set("key", here.key);
      await this.setClock(here.now - Date.now());
      if (isOver(desk) && !this.form.unsaved && (await this.storage.queue()).length === 0) {
        await this.storage.forgetDesk();
        this.desk = undefined;
        offerEvents(here.events);
        return;
      }
      const kit = await askKit(desk.event.id);
      await this.storage.set("kit", kit);
      this.kitTaken = Date.now();
      this.form.kit = kit;
      this.form.labels = { event: desk.event.id, kit: hintsOf(kit), used: this.used };
    } catch (error) {
      // Without a network, the desk carries on with what it has.
      if (!(error instanceof Failed)) throw error;
    } finally {
      await this.refresh();
    }
  }

  private async save(): Promise<void> {
    const save = el<HTMLButtonElement>("save");
    if (save.disabled || !this.desk) return;
    save.disabled = true;
    try {
      await this.saveBike(this.desk);
    } catch (error) {
      trouble(error);
    } finally {
      save.disabled = false;
    }
  }

  private async saveBike(desk: Desk): Promise<void> {
    const label = await this.form.code();
    const typed = words(typeof label === "string" ? "" : label.code);
    const found: [string, string][] = typeof label === "string" ? [["code", label]] : [];
    found.push(...this.form.problems(typed));
    const file = el<HTMLInputElement>("photo").files?.[0];
    let photo: string | undefined;
    if (file) {
      photo = await shrunk(file).catch(() => undefined);
      if (photo === undefined) found.push(["photo", "This photo cannot be read. Take another one, or leave it out"]);
    }
    mark(found);
    if (found.length > 0 || typeof label === "string") return;
    const key = await this.storage.get("key");
    if (!key) throw new Error("there is no key to encrypt the entry with");
    const now = Date.now() + this.clock;
    const seconds = Math.min(LONGEST_BIKE, Math.round((Date.now() - (this.form.begun ?? Date.now())) / 1000));
    const old = this.correction.of;
    const back = old && (await takenBack(this.storage, desk, old.id, now));
    // The queue is in the order of the times in the ids, so this entry must be later than the one that withdraws the
    // old bike.
    const entry = { id: uuid7(now + 1), event: desk.event.id, desk: desk.desk };
    const sealed = await seal(key, entry, { ...typed, saved_at: now + 1, seconds, ...(photo && { photo }) });
    const used = new Set([...this.used, label.hint]);
    await this.storage.save([{ ...sealed, savedAt: now + 1, seconds, hint: label.hint }], [...used], back);
    this.useOnly(used);
    this.form.clear();
    this.correction.end();
    // The volunteer has read the warning about the clock by now.
    quiet("clock");
    this.last.show({ id: entry.id, code: label.code, hint: label.hint, email: typed.email !== "", typed: { words: typed, photo: file } });
    window.scrollTo(0, 0);
    await this.refresh();
    void this.sync.run();
  }

  /** Undoes a bike: deletes it, or withdraws it if the server may have it. */
  private async undo(id: string): Promise<void> {
    const { desk } = this;
    if (!desk || !(await mayUndo())) return;
    const all: (Pick<Queued, "id" | "hint">)[] = [...(await this.storage.queue()), ...(await this.storage.done())];
    const hint = all.find((one) => one.id === id)?.hint;
    const used = new Set(this.used);
    if (hint !== undefined) used.delete(hint);
    try {
      await this.storage.save([], [...used], await takenBack(this.storage, desk, id, Date.now() + this.clock));
    } catch (error) {
      trouble(error);
      return;
    }
    this.useOnly(used);
    if (this.last.bike?.id === id) this.last.hide();
    if (this.correction.of?.id === id) {
      this.form.clear();
      this.correction.end();
    }
    await this.refresh();
    void this.sync.run();
  }

  /** Replaces the used labels in the set that the form shares. */
  private useOnly(used: ReadonlySet<number>): void {
    this.used.clear();
    for (const hint of used) this.used.add(hint);
  }

  private async setClock(ahead: number): Promise<void> {
    this.clock = ahead;
    await this.storage.set("clock", ahead);
    if (!isOff(ahead)) quiet("clock");
    if (!isOff(ahead) || this.clockTold) return;
    this.clockTold = true;
    alarm("clock", clockSays(ahead));
  }

  private async scanLabel(): Promise<void> {
    const result = await scannedLabel();
    if (result.kind === "read") {
      navigator.vibrate?.(60);
      await this.form.take(result.code);
    } else if (result.kind === "closed") {
      el("code").focus();
    }
  }

  private async showNote(): Promise<void> {
    const id = this.last.bike?.id;
    const done = (await this.storage.done()).find((one) => one.id === id);
    this.last.note(done?.reference);
  }

  /** Begins the next bike with the same owner. */
  private sameOwner(): void {
    const owner = this.last.bike?.typed?.words;
    if (owner) this.form.fillOwner(owner);
    el("code").focus();
  }

  private async leave(): Promise<void> {
    if ((await this.storage.queue()).length > 0) {
      alarm("queue", "There are still bikes to send on this phone. Send them before you close the desk.");
      return;
    }
    if (!(await this.mayGo())) return;
    this.form.clear();
    this.correction.end();
    this.last.hide();
    if (this.desk) await this.presence.end(this.desk);
    await this.storage.forgetDesk();
    this.desk = undefined;
    el("bar-event").textContent = "Desk";
    el("bar-desk").textContent = "";
    await this.refresh();
    await this.choose();
  }

  private async goAway(): Promise<void> {
    let agreed = false;
    try {
      // Look for a network first, so that nobody is asked about a sign-out that cannot happen.
      await askHere();
      agreed = await this.mayGo();
      if (!agreed) return;
      await signOut();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (error.why !== "signed-out") {
        alarm("queue", "You need a signal to sign out. Lock the phone for now. Nobody can read what it has saved.");
        return;
      }
      if (!agreed && !(await this.mayGo())) return;
    }
    // The form is only cleared now, because a failed sign-out must not throw anything away.
    this.form.clear();
    location.href = "/";
  }

  /** True if everything is saved, or if the volunteer agrees to throw the rest away. If not, goes back to the bike. */
  private async mayGo(): Promise<boolean> {
    if (!this.form.unsaved || (await mayThrowAway())) return true;
    quiet("queue");
    show("bike");
    return false;
  }

  /** Draws what is waiting and what was sent. If this fails, nothing else stops, and the next call tries again. */
  private async refresh(): Promise<void> {
    try {
      await this.queue.draw(this.sync.status, this.desk?.event.id);
      await this.drawBand();
    } catch (error) {
      console.error(error);
    }
  }

  private async drawBand(): Promise<void> {
    const waiting = (await this.storage.queue()).length;
    const { stage, others, refused } = this.presence;
    const { status } = this.sync;
    const says = this.desk && bandSays({ status, refused: refused || this.sync.refused, stage, waiting, others }, this.desk.desk);
    showBand(says, status === "signed-out");
  }

  private listen(): void {
    const on = (id: string, type: string, work: () => unknown): void =>
      el(id).addEventListener(type, (event) => {
        event.preventDefault();
        void work();
      });
    askBeforeLeaving(() => this.form.unsaved);
    on("choose", "submit", () => this.chosen());
    on("bike", "submit", () => this.save());
    on("scan", "click", () => this.scanLabel());
    on("scanner-close", "click", () => el<HTMLDialogElement>("scanner").close());
    on("saved-note", "click", () => this.showNote());
    on("saved-edit", "click", () => this.correction.begin());
    on("saved-undo", "click", () => this.last.bike && this.undo(this.last.bike.id));
    on("saved-owner", "click", () => this.sameOwner());
    on("correcting-leave", "click", () => this.correction.leave());
    on("note-close", "click", () => el<HTMLDialogElement>("note").close());
    on("note-print", "click", () => window.print());
    on("sign-out", "click", () => this.goAway());
    on("bar-queue", "click", () => this.queue.open());
    const wake = (): void => void this.sync.run().then(() => this.renew());
    window.addEventListener("online", wake);
    window.addEventListener("offline", () => void this.refresh());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") wake();
    });
    window.setInterval(() => {
      if (navigator.onLine) wake();
    }, TRY_EVERY);
  }
}
