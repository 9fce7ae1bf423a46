// The phone's requests to the server. The screen has words for each of the few kinds of failure.
import { toBase64 } from "./bytes";
import type { Event, Kit } from "./kit";
import type { PublicKey, SealedEntry } from "./sealing";

export type Failure = "no-network" | "signed-out" | "not-allowed" | "server-down";

export class Failed extends Error {
  constructor(readonly why: Failure) {
    super(why);
  }
}

export interface Here {
  csrf: string;
  now: number;
  coordinator: boolean;
  key: PublicKey;
  events: Event[];
}

export interface Result {
  id: string;
  state: "accepted" | "already" | "needs-person" | "not-yours" | "unreadable" | "failed";
  reason?: string;
  code?: string;
  reference?: string;
  photo_lost?: boolean;
}

export interface Answers {
  now: number;
  key: PublicKey;
  results: Result[];
}

export interface Progress {
  bikes: number;
  waiting: number;
  minutes_a_bike: number | null;
  desks: { desk: string; bikes: number; waiting: number; minutes_a_bike: number | null }[];
}

/** The server's answer to a phone that is a desk. */
export interface Present {
  stage: string;
  /** When other phones opened the same desk. */
  others: number[];
}

/** Milliseconds: longer than a bad connection needs for a photo. The server gives up a little sooner. */
const LONGEST = 65_000;

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      ...init,
      // A redirect to the sign-in page tells us enough.
      redirect: "manual",
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(LONGEST),
    });
  } catch {
    throw new Failed("no-network");
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new Failed("signed-out");
  if (answer.status === 403 || answer.status === 404) throw new Failed("not-allowed");
  if (!answer.ok) throw new Failed("server-down");
  return answer;
}

async function json<T>(answer: Response): Promise<T> {
  try {
    return (await answer.json()) as T;
  } catch {
    // The sign-in page of a Wi-Fi network, or an answer that was cut off.
    throw new Failed("no-network");
  }
}

export const here = async (): Promise<Here> => json(await ask("/desk/here.json"));

export const kit = async (event: number): Promise<Kit> => json(await ask(`/desk/events/${event}/kit.json`));

export const progress = async (event: number): Promise<Progress> => json(await ask(`/desk/events/${event}/progress.json`));

/** Tells the server that this phone is a desk, or no longer is. Returns the event's stage and who shares the desk. */
export async function present(csrf: string, event: number, phone: { phone: string; desk: string; waiting: number; closed?: boolean }): Promise<Present> {
  const headers = { "content-type": "application/json", "x-csrf-token": csrf };
  return json(await ask(`/desk/events/${event}/phone`, { method: "POST", body: JSON.stringify(phone), headers }));
}

/** Ends the session. Bikes that are waiting stay on the phone. */
export async function signOut(): Promise<void> {
  const { csrf } = await here();
  try {
    await ask("/sign-out", { method: "POST", headers: { "x-csrf-token": csrf } });
  } catch (error) {
    // The answer is a redirect, as it is when somebody is signed out.
    if (!(error instanceof Failed && error.why === "signed-out")) throw error;
  }
}

export async function send(csrf: string, entries: readonly SealedEntry[]): Promise<Answers> {
  const body = JSON.stringify({
    // An older app deletes an entry after an answer that it does not know, so each app says which ones it knows.
    understands: ["failed"],
    entries: entries.map(({ id, event, desk, key, enc, sealed }) => ({
      id,
      event,
      desk,
      key,
      enc: toBase64(enc),
      sealed: toBase64(sealed),
    })),
  });
  const headers = { "content-type": "application/json", "x-csrf-token": csrf };
  return json(await ask("/desk/sync", { method: "POST", body, headers }));
}
