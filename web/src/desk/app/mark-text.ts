// Finds the ten characters in what a person typed or a camera saw. The rules are those of
// crates/domain/src/mark/code/text.rs, and are tested with the same vectors (fixtures/mark_codes.json).

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const LENGTH = 10;
/** Any symbol: what `?` stands for. */
export const ANY = 0xffffffff;
/** A text with more characters than this is not a code. */
const LONGEST = 400;

/** Ten places. Each is the set of symbols that it may be, with one bit for each symbol. */
export type Places = readonly number[];

/** Words that people write beside a code. */
const LABELS = new Set([
  "BIKE",
  "CODE",
  "FRAMEMARK",
  "ID",
  "IS",
  "LABEL",
  "MARK",
  "MY",
  "NO",
  "NR",
  "NUMBER",
  "QR",
  "STICKER",
  "TAG",
  "THE",
]);

/** Words of five letters that are not half of a code. */
const NO_HALVES = new Set(["FRAME", "LABEL", "MARKS"]);

/** Letters of other scripts that look like ours, and signs that look like a nought. */
const LATIN: Record<string, string> = {};
for (const [latin, others] of Object.entries({
  A: "АΑ",
  B: "ВΒ",
  C: "С",
  E: "ЕΕ",
  H: "НΗ",
  I: "ІΙ",
  J: "Ј",
  K: "КΚ",
  M: "МΜ",
  N: "Ν",
  O: "ОΟ",
  P: "РΡ",
  S: "Ѕ",
  T: "ТΤ",
  X: "ХΧ",
  Y: "УΥ",
  Z: "Ζ",
  "0": "Ø∅⌀",
})) {
  for (const other of others) LATIN[other] = latin;
}

const INVISIBLE =
  /[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]/gu;
const ALPHANUMERIC = /[\p{Alphabetic}\p{N}]/u;

/** Why a text is not a code, in the same words as on the server. */
export class NotAMark extends Error {}

export const EMPTY = "Enter a mark code, such as 7KQ4M-2X9TD";

/** Counts the symbols that a place may be. */
export function choices(place: number): number {
  let count = 0;
  for (let bits = place >>> 0; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}

/** Returns the one symbol of a place, or nothing if it may be several. */
export const only = (place: number): number | undefined => (choices(place) === 1 ? 31 - Math.clz32(place) : undefined);

interface Word {
  raw: string;
  places: number[];
}

/** Returns the set of symbols that a character may stand for, or 0 if no code contains it. */
function symbol(character: string): number {
  const upper = { I: "1", L: "1", O: "0", U: "V" }[character] ?? character;
  const place = ALPHABET.indexOf(upper);
  return place < 0 ? 0 : (1 << place) >>> 0;
}

/** Returns the text in plain capitals, without invisible characters. */
function plain(text: string): string {
  if ([...text.slice(0, 2 * LONGEST + 2)].length > LONGEST) throw new NotAMark("A mark code has ten characters, and this has more");
  const capitals = [...text.normalize("NFKC").replace(INVISIBLE, "")].map((c) => c.toUpperCase()).join("");
  return [...capitals].map((c) => LATIN[c] ?? c).join("");
}

/** Returns what follows `/M/`, if the text is an address or the end of one. */
function address(text: string): string | undefined {
  const path = text.split("#", 1)[0]!;
  const at = path.indexOf("/M/");
  if (at >= 0) return path.slice(at + 3);
  const characters = [...text];
  const first = characters.findIndex((c) => ALPHANUMERIC.test(c));
  const start = first < 0 ? "" : characters.slice(first).join("");
  if (start.startsWith("M/")) return start.slice(2);
  const host = text.split("/", 1)[0]!;
  if (text.includes("://") || start.startsWith("WWW.") || (text.includes("/") && host.includes("."))) {
    throw new NotAMark("This web address is not the address of a label");
  }
  return undefined;
}

/** Returns the code at the start of a path. A question mark after its tenth character begins the query. */
function codeOfPath(path: string): string {
  let count = 0;
  let code = "";
  for (const c of path) {
    const ended = count === LENGTH && (c === "?" || /\s/.test(c));
    if (ended || c === "/" || c === "#") return code;
    if (c === "?" || ALPHANUMERIC.test(c)) count += 1;
    code += c;
  }
  return code;
}

const withoutBrackets = (text: string): Word[] => words(text.replace(/[[\]]/g, " "));

/** Splits a text into words. Characters that are neither letters nor digits separate them. */
function words(text: string): Word[] {
  let word: Word = { raw: "", places: [] };
  const all = [word];
  let set: number | undefined;
  let inside = 0;
  for (const c of text) {
    if (c === "[" && set === undefined) {
      [set, inside] = [0, 0];
      continue;
    }
    if (c === "]") {
      // This many characters are a whole code with brackets round it.
      if (inside > LENGTH / 2) return withoutBrackets(text);
      if (set) word.places.push(set);
      set = undefined;
      continue;
    }
    let symbols: number;
    if (c === "?") {
      symbols = ANY;
    } else if (ALPHANUMERIC.test(c)) {
      symbols = symbol(c);
      if (symbols === 0) throw new NotAMark(`A mark code has only letters and digits, not “${c}”`);
    } else {
      if (set === undefined && word.places.length > 0) {
        word = { raw: "", places: [] };
        all.push(word);
      }
      continue;
    }
    if (set === undefined) {
      word.raw += c;
      word.places.push(symbols);
    } else {
      set = (set | symbols) >>> 0;
      inside += 1;
    }
  }
  // A bracket that was never closed is round the code, so read the text without brackets.
  if (set !== undefined) return withoutBrackets(text);
  return all.filter(({ places }) => places.length > 0);
}

const length = (all: readonly Word[]): number => all.reduce((sum, { places }) => sum + places.length, 0);

/** Returns the places of the words, if there are ten in all. */
const ten = (all: readonly Word[]): Places | undefined => (length(all) === LENGTH ? all.flatMap(({ places }) => places) : undefined);

const isLabel = ({ raw }: Word): boolean => LABELS.has(raw);

/** Finds a code among other words: one whose checks agree, or else ten characters in one word or in two of five. */
function within(all: readonly Word[], isCodeword: (places: Places) => boolean): Places | undefined {
  const windows = all.flatMap((_, from) =>
    all.slice(from).map((_, more) => all.slice(from, from + more + 1)),
  );
  const found = windows.flatMap((window) => {
    const places = ten(window);
    return places ? [{ window, places }] : [];
  });
  const whole = found.filter(({ places }) => isCodeword(places)).map(({ places }) => places);
  const different = whole.filter((places, at) => at === 0 || places.join() !== whole[at - 1]!.join());
  if (different.length > 1) throw new NotAMark("Enter the code of one mark at a time");
  if (different[0]) return different[0];
  const isHalf = ({ raw, places }: Word): boolean => places.length === LENGTH / 2 && !NO_HALVES.has(raw);
  return found.find(({ window }) => window.length === 1 || (window.length === 2 && window.every(isHalf)))?.places;
}

function wrongLength(all: readonly Word[]): NotAMark {
  const few = length(all);
  if (few === 0) return new NotAMark(EMPTY);
  if (few > LENGTH) return new NotAMark("A mark code has ten characters, and this has more");
  return new NotAMark(`A mark code has ten characters, and this has ${few}. Type ? for each one that you cannot read`);
}

/**
 * Reads ten characters from a code with other text round it, or from a whole or partial address. Throws `NotAMark` if
 * there are none.
 */
export function placesIn(typed: string, isCodeword: (places: Places) => boolean): Places {
  const text = plain(typed);
  const path = address(text);
  if (path !== undefined) {
    const all = words(codeOfPath(path));
    const places = ten(all);
    if (!places) throw wrongLength(all);
    return places;
  }
  const all = words(text);
  const whole = ten(all);
  if (whole && (isCodeword(whole) || !all.some(isLabel))) return whole;
  const inside = within(all, isCodeword);
  if (inside) return inside;
  const others = all.filter((word) => !isLabel(word));
  const places = ten(others) ?? whole;
  if (!places) throw wrongLength(others);
  return places;
}
