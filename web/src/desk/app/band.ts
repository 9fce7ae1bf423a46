// The band across the form, which tells the volunteer when the desk should not go on.
import { el } from "./dom";
import type { Status } from "./sync";

/** What is known about the desk. */
export interface State {
  status: Status;
  /** Whether the server said that this account does not work at the event. */
  refused: boolean;
  /** The stage of the event, as the server last said. */
  stage: string | undefined;
  waiting: number;
  /** When other phones opened the same desk. */
  others: readonly number[];
}

const count = (waiting: number): string =>
  waiting === 0 ? "No bikes are waiting on this phone." : `${waiting} ${waiting === 1 ? "bike is waiting" : "bikes are waiting"} on this phone.`;

const clock = (at: number): string => new Date(at).toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hour12: true }).replace(" ", "");

/** Returns what the band says, or nothing if all is well. The most serious message comes first. */
export function bandSays({ status, refused, stage, waiting, others }: State, desk: string): string | undefined {
  if (stage === "cancelled") return `This event was cancelled. Do not mark any more bikes, and ring your coordinator. ${count(waiting)}`;
  if (stage === "closed") return `This event was closed. Do not mark any more bikes unless your coordinator says so. ${count(waiting)}`;
  if (status === "signed-out") return `You are signed out. ${count(waiting)} ${waiting === 0 ? "Sign in again." : "Sign in to send them."}`;
  if (refused || status === "not-allowed") return `You are not on this event’s rota any more. Ring your coordinator. ${count(waiting)}`;
  const other = others[0];
  if (other !== undefined) {
    return `Another phone is ${desk} too. It was opened at ${clock(other)}. Close this desk on one of them and choose another number.`;
  }
  return undefined;
}

/** Shows or hides the band. */
export function showBand(says: string | undefined, signIn: boolean): void {
  const band = el("band");
  const text = el("band-says");
  if (text.textContent !== (says ?? "")) text.textContent = says ?? "";
  band.hidden = says === undefined;
  el("band-sign-in").hidden = !signIn;
}
