// Shows what is waiting, what was sent, and how the day is going. The number waiting is always on the screen.
import { button, el, made, quiet, show } from "./dom";
import { Failed, type Progress, progress as askProgress } from "./server";
import type { Done, Queued, Storage } from "./storage";
import type { Status } from "./sync";
import { Turns } from "./turns";
import { slip } from "./uuid";

const isToday = (at: number): boolean => new Date(at).toDateString() === new Date().toDateString();

const REASONS: Record<string, string> = {
  "on-a-bike": "The label is on another bike. A coordinator will sort it out.",
  void: "The label was cancelled. A coordinator will sort it out. Ask the owner to wait if you can.",
  replaced: "The label was replaced. A coordinator will sort it out.",
  "not-of-this-event": "The label is not from this event. A coordinator will sort it out.",
  "unknown-mark": "We have no label with this code. A coordinator will sort it out.",
  unopened: "We could not open this entry. Tell your coordinator its receipt number.",
  invalid: "Something in this entry is wrong. A coordinator will sort it out.",
  "same-number": "Another bike at this event has the same number. A coordinator will sort it out.",
  withdrawal: "A coordinator has to undo this bike.",
};

/** Says what the state of sending means for the volunteer. */
export function says(status: Status, waiting: number, online: boolean): string {
  if (waiting === 0) return online ? "Everything has been sent." : "There is no signal. Carry on: bikes are saved on this phone.";
  switch (status) {
    case "sending":
      return "Sending.";
    case "signed-out":
      return "You are signed out. Saved bikes stay on this phone. They will be sent when you sign in again.";
    case "not-allowed":
    case "stuck":
      return "You are not on this event’s rota, so these bikes cannot be sent. They stay on this phone. Ring your coordinator.";
    case "server-down":
      return "We cannot reach the register. This phone will keep trying.";
    default:
      return online ? "This phone will keep trying." : "There is no signal. Carry on: bikes are saved on this phone and sent later.";
  }
}

/** Returns the median time for a bike, in minutes with one decimal. */
export function minutes(seconds: readonly number[]): string {
  const sorted = seconds.filter((one) => one > 0).sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? "–" : (middle / 60).toFixed(1);
}

/** Says what is known about an entry that was sent: first the facts, then what went wrong. */
export function more(one: Done): string {
  const facts = [one.code, one.reference && `reference ${one.reference}`].filter(Boolean).join(", ");
  const said = [one.reason && REASONS[one.reason], one.photoLost && "We could not save its photo."].filter(Boolean).join(" ");
  return [facts, said].filter(Boolean).join(". ");
}

export class QueueView {
  coordinator = false;
  private event: number | undefined;
  private readonly turns = new Turns();

  constructor(
    private readonly storage: Storage,
    sync: () => Promise<void>,
    leave: () => Promise<void>,
    private readonly undo: (id: string) => Promise<void>,
  ) {
    el("sync-now").addEventListener("click", () => void sync().then(() => this.progress()));
    el("queue-back").addEventListener("click", () => this.back());
    el("leave").addEventListener("click", () => void leave());
  }

  open(): void {
    if (!el("view-queue").hidden) {
      this.back();
      return;
    }
    // The alarm about missing answers belongs to the form. An alarm about a bike that is not saved stays.
    quiet("fields");
    show("queue");
    el("queue-title").focus({ preventScroll: true });
    void this.progress();
  }

  private back(): void {
    quiet("queue");
    show(this.event === undefined ? "opening" : "bike");
  }

  /** Draws once the previous draw has ended, even if that one failed. */
  draw(status: Status, event: number | undefined): Promise<void> {
    return this.turns.take(() => this.drawNow(status, event));
  }

  private async drawNow(status: Status, event: number | undefined): Promise<void> {
    this.event = event;
    const [all, sent] = await Promise.all([this.storage.queue(), this.storage.done()]);
    // An entry that withdraws another is not a bike, and neither is the one that it withdraws.
    const gone = new Set([...all, ...sent].map((one) => one.withdraws).filter((id) => id !== undefined));
    const isBike = (one: { id: string; withdraws?: string }): boolean => one.withdraws === undefined && !gone.has(one.id);
    const queue = all;
    const done = sent.filter(isBike);
    const person = done.filter((one) => one.state === "needs-person").length;
    const online = navigator.onLine && status !== "no-network";
    // Also shown if no desk is open, so that waiting bikes are always in sight.
    el("bar-queue").hidden = event === undefined && queue.length === 0;
    const bar = el("bar-waiting");
    const text = status === "signed-out" && queue.length > 0 ? `${queue.length} waiting, signed out` : `${queue.length} waiting`;
    if (bar.textContent !== text) bar.textContent = text;
    el("bar-queue").classList.toggle("fd-bar__queue--some", queue.length > 0);
    el("bar-net").className = `fd-bar__net fd-bar__net--${online ? "on" : "off"}`;
    el("figure-waiting").textContent = String(queue.length);
    el("figure-sent").textContent = String(done.length);
    el("figure-person").textContent = String(person);
    el("figure-minutes").textContent = minutes([...queue.filter(isBike), ...done].map((one) => one.seconds));
    const offline = document.body.dataset["offline"] === "ready" ? "" : " This phone is not ready to work without a signal yet.";
    el("queue-says").textContent = says(status, queue.length, online) + offline;
    el("queue-sign-in").hidden = status !== "signed-out";
    el("sync-now").hidden = status === "signed-out";
    for (const link of document.querySelectorAll<HTMLElement>(".fd-coordinator")) link.hidden = !this.coordinator;
    this.list(queue, sent, gone);
  }

  private list(queue: readonly Queued[], done: readonly Done[], gone: ReadonlySet<string>): void {
    const rows = [
      ...queue.map((one) => ({ at: one.savedAt, id: one.id, withdraws: one.withdraws, state: "Waiting", more: "", look: "waiting" })),
      ...done.map((one) => ({
        at: one.savedAt,
        id: one.id,
        withdraws: one.withdraws,
        state: one.state === "accepted" ? "On the register" : "Needs a coordinator",
        more: more(one),
        look: one.state as string,
      })),
    ]
      .map((row) => (gone.has(row.id) ? { ...row, state: "Undone", more: "", look: "undone" } : row))
      .filter((row) => row.withdraws === undefined || row.state === "Needs a coordinator")
      .sort((a, b) => b.at - a.at);
    el("entries").replaceChildren(
      ...rows.slice(0, 200).map((row) => {
        const item = made("li", `fd-list__item fd-list__item--${row.look}`);
        const time = new Date(row.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
        item.append(made("strong", "fd-list__slip", `${time} · receipt ${slip(row.id)}`), made("span", "fd-list__state", row.state));
        if (row.more) item.append(made("span", "fd-list__more", row.more));
        if (row.look !== "undone" && row.withdraws === undefined && isToday(row.at)) {
          const undo = button("fd-link fd-list__undo", "Undo", () => void this.undo(row.id));
          undo.setAttribute("aria-label", `Undo receipt ${slip(row.id)}`);
          item.append(undo);
        }
        return item;
      }),
    );
  }

  /** Shows all desks of the event. Only the server knows them. */
  private async progress(): Promise<void> {
    if (this.event === undefined) return;
    let all: Progress;
    try {
      all = await askProgress(this.event);
    } catch (error) {
      if (error instanceof Failed) return;
      throw error;
    }
    el("desks").replaceChildren(
      ...all.desks.map((desk) => {
        const row = made("tr", "govuk-table__row");
        const name = made("th", "govuk-table__header", desk.desk);
        name.scope = "row";
        row.append(
          name,
          made("td", "govuk-table__cell govuk-table__cell--numeric", String(desk.bikes)),
          made("td", "govuk-table__cell govuk-table__cell--numeric", desk.minutes_a_bike?.toFixed(1) ?? "–"),
        );
        return row;
      }),
    );
    el("queue-desks").hidden = all.desks.length === 0;
  }
}
