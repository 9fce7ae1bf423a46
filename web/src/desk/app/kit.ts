// The kit that a phone loads before an event: hints for the event's marks, makes, and what their numbers look like.
import { fromBase64 } from "./bytes";
import { compact } from "./mark-code";

export interface Event {
  id: number;
  name: string;
  place: string;
  day: string;
  starts_at: number;
  ends_at: number;
  /** Its stage: `published`, `closed` or `cancelled`. Older servers do not send it. */
  stage?: string;
}

export interface Format {
  makes: string[];
  pattern: string;
  example: string;
  good: boolean;
}

export interface Kit {
  event: Event;
  /** Three bytes for each label, in a kit from an older server. */
  marks: string;
  hints?: { key: string; values: string };
  makes: string[];
  formats: Format[];
}

/** Says whether a code may be one of the event's labels. */
export interface Hints {
  has(code: string): Promise<boolean>;
}

/** The length in bytes of a hint in an older kit, and of the hint that the phone keeps for a used label. */
const OLD_HINT = 3;

/** Returns the number that stands for a code among the labels that this phone has used, and in an older kit. */
export async function hintOf(event: number, code: string): Promise<number> {
  const words = new TextEncoder().encode(`framemark desk kit ${event} ${compact(code)}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", words));
  return (digest[0]! << 16) | (digest[1]! << 8) | digest[2]!;
}

/** Makes two bytes from a code and the event's key, as crates/store/src/desk/kits.rs does. */
async function keyed(key: Promise<CryptoKey>, code: string): Promise<number> {
  const words = new TextEncoder().encode(`framemark desk kit v2 ${compact(code)}`);
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", await key, words));
  return (digest[0]! << 8) | digest[1]!;
}

function numbers(base64: string, length: number): Set<number> {
  const bytes = fromBase64(base64);
  const all = new Set<number>();
  for (let at = 0; at + length <= bytes.length; at += length) {
    all.add(bytes.subarray(at, at + length).reduce((number, byte) => number * 256 + byte, 0));
  }
  return all;
}

/** Returns the hints of a kit. An older kit, whose hints have no key, still works. */
export function hintsOf(kit: Kit): Hints {
  if (!kit.hints) {
    const old = numbers(kit.marks, OLD_HINT);
    return { has: async (code) => old.has(await hintOf(kit.event.id, code)) };
  }
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = crypto.subtle.importKey("raw", fromBase64(kit.hints.key), algorithm, false, ["sign"]);
  const values = numbers(kit.hints.values, 2);
  return { has: async (code) => values.has(await keyed(key, code)) };
}

const folded = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");

const LOOK_ALIKES = ["0OQD", "1IL", "2Z", "5S", "8B", "6G", "7T", "UV"];

/** Exchanges one or two look-alikes so that the number fits the format. Returns nothing if that is not possible. */
function exchanged(key: string, pattern: RegExp): string | undefined {
  const others = (character: string): string[] =>
    LOOK_ALIKES.filter((group) => group.includes(character)).flatMap((group) => [...group].filter((c) => c !== character));
  const with1 = (text: string): string[] =>
    [...text].flatMap((character, place) => others(character).map((other) => text.slice(0, place) + other + text.slice(place + 1)));
  const once = with1(key);
  return once.find((text) => pattern.test(text)) ?? once.flatMap(with1).find((text) => pattern.test(text));
}

/** Asks about a number that does not look like its make's. Returns nothing if it does, or if we know too little. */
export function frameHint(formats: readonly Format[], make: string, number: string): string | undefined {
  const key = number.toUpperCase().replace(/[^A-Z0-9]/g, "");
  const name = folded(make);
  if (key === "" || name === "") return undefined;
  const own = formats.filter((format) => format.makes.some((known) => known === name));
  if (own.length === 0 || own.some((format) => new RegExp(format.pattern).test(key))) return undefined;
  const known = own.filter((format) => format.good);
  for (const format of known) {
    const suggestion = exchanged(key, new RegExp(format.pattern));
    if (suggestion) return `Check it again: could it be ${suggestion}? Most ${make} numbers are like ${format.example}. Keep it if it is right.`;
  }
  const first = known[0];
  return first && `Check it again: most ${make} numbers are like ${first.example}. Keep it if it is right.`;
}
