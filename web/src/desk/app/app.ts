// The desk: opens for one event on one phone, takes one bike after the other, and sends what it has when it can.
import { BikeForm, mark, problems, words } from "./bike-form";
import { NOT_OPENED, offerEvents } from "./choose";
import { clockSays, isOff } from "./clock";
import { alarm, el, quiet, show } from "./dom";
import { hintsOf } from "./kit";
import { type Saved, showNote } from "./note";
import { shrunk } from "./photo";
import { QueueView } from "./queue-view";
import { scannedLabel } from "./scan-label";
import { canSeal, seal } from "./sealing";
import { Failed, type Here, here as askHere, kit as askKit, send, signOut } from "./server";
import { type Desk, Storage } from "./storage";
import { Sync } from "./sync";
import { trouble } from "./trouble";
import { slip, uuid7 } from "./uuid";
import { askBeforeLeaving, mayThrowAway } from "./unsaved";

/** How often the queue is tried again by itself. */
const TRY_EVERY = 15_000;
/** How old a kit may be before a phone with a network takes a new one. */
const KIT_LASTS = 10 * 60_000;
const LONGEST_BIKE = 3_600;

const today = (): string => new Date().toDateString();

export class App {
  private desk: Desk | undefined;
  private clock = 0;
  private used = new Set<number>();
  private kitTaken = 0;
  private here: Here | undefined;
  private readonly form = new BikeForm();
  private readonly queue: QueueView;
  private readonly sync: Sync;
  private last: Saved | undefined;
  private clockTold = false;

  private constructor(private readonly storage: Storage) {
    this.sync = new Sync({
      queue: () => storage.queue(),
      acknowledge: (done) => storage.acknowledge(done),
      here: () => this.asked(),
      send,
      heard: async ({ now, key }) => {
        await storage.set("key", key);
        await this.setClock(now - Date.now());
      },
      changed: () => void this.refresh(),
    });
    this.queue = new QueueView(storage, () => this.sync.run(), () => this.leave());
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
    void this.keepOffline();
  }

  /** Lets the browser keep the application, and asks it not to throw the queue away when space is short. */
  private async keepOffline(): Promise<void> {
    if (navigator.storage?.persist) await navigator.storage.persist().catch(() => false);
    if (!("serviceWorker" in navigator)) return;
    // A new version took over: its files are the ones that are kept now. Nobody is interrupted for that.
    const updated = navigator.serviceWorker.controller !== null;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (updated && !this.form.unsaved) location.reload();
    });
    await navigator.serviceWorker.register("/desk/sw.js", { scope: "/desk" });
    await navigator.serviceWorker.ready;
    document.body.dataset["offline"] = "ready";
    await this.refresh();
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
    const kit = await this.storage.get("kit");
    if (!kit) return;
    this.used = new Set(await this.storage.get("used"));
    this.form.kit = kit;
    this.form.labels = { event: desk.event.id, kit: hintsOf(kit), used: this.used };
    this.form.offerMakes();
    el("bar-event").textContent = desk.event.name;
    // The year is nobody's question at a stall.
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

  /** With a network, takes the kit and the key anew, and notices a desk of another day. */
  private async renew(): Promise<void> {
    const desk = this.desk;
    if (!desk || Date.now() - this.kitTaken < KIT_LASTS) return;
    try {
      const here = await this.asked();
      await this.storage.set("key", here.key);
      await this.setClock(here.now - Date.now());
      if (desk.day !== today() && !this.form.unsaved && (await this.storage.queue()).length === 0) {
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
      // Without a network the desk goes on with what it has.
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
    found.push(...problems(typed));
    const file = el<HTMLInputElement>("photo").files?.[0];
    let photo: string | undefined;
    if (file) {
      photo = await shrunk(file).catch(() => undefined);
      if (photo === undefined) found.push(["photo", "This photo cannot be read. Take another one, or leave it out"]);
    }
    mark(found);
    if (found.length > 0 || typeof label === "string") return;
    const key = await this.storage.get("key");
    if (!key) throw new Error("there is no key to lock the entry with");
    const now = Date.now() + this.clock;
    const id = uuid7(now);
    const seconds = Math.min(LONGEST_BIKE, Math.round((Date.now() - (this.form.begun ?? Date.now())) / 1000));
    const entry = { id, event: desk.event.id, desk: desk.desk };
    const sealed = await seal(key, entry, { ...typed, saved_at: now, seconds, ...(photo && { photo }) });
    this.used.add(label.hint);
    try {
      await this.storage.save({ ...sealed, savedAt: now, seconds }, [...this.used]);
    } catch (error) {
      this.used.delete(label.hint);
      throw error;
    }
    this.form.clear();
    // Read by now, and nothing that stands in the way.
    quiet("clock");
    this.last = { id, code: label.code, email: typed.email !== "" };
    el("saved-text").textContent = `${label.code}, receipt ${slip(id)}`;
    el("saved").hidden = false;
    window.scrollTo(0, 0);
    await this.refresh();
    void this.sync.run();
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
    if (!this.last) return;
    const { id } = this.last;
    const done = (await this.storage.done()).find((one) => one.id === id);
    showNote({ ...this.last, reference: done?.reference });
  }

  private async leave(): Promise<void> {
    if ((await this.storage.queue()).length > 0) {
      alarm("queue", "There are still bikes to send on this phone. Send them before you close the desk.");
      return;
    }
    if (!(await this.mayGo())) return;
    this.form.clear();
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
      // A network first: nobody is asked for a sign-out that cannot come about.
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
    // Not before: nothing is thrown away for a sign-out that did not come about.
    this.form.clear();
    location.href = "/";
  }

  /** Whether nothing is typed that is not saved, or somebody agrees to throw it away; otherwise goes back to it. */
  private async mayGo(): Promise<boolean> {
    if (!this.form.unsaved || (await mayThrowAway())) return true;
    quiet("queue");
    show("bike");
    return false;
  }

  private refreshing = Promise.resolve();

  /** Draws what waits and what became of the rest. */
  private refresh(): Promise<void> {
    // A draw that failed must not keep the next one from the screen.
    this.refreshing = this.refreshing.catch(() => undefined).then(() => this.queue.draw(this.sync.status, this.desk?.event.id));
    return this.refreshing;
  }

  private listen(): void {
    const on = (id: string, type: string, work: () => Promise<unknown> | void): void =>
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
