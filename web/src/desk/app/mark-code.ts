// Mark codes on the phone. The rules are those of crates/domain/src/mark/code, and are tested with the same vectors
// (fixtures/mark_codes.json). Reed-Solomon over GF(32), length 10, distance 3.
import { ALPHABET, ANY, choices, LENGTH, NotAMark, only, placesIn, type Places } from "./mark-text";

const ORDER = 31;
const MOST_UNREADABLE = 4;
/** The most ways to read the brackets that we try. */
const MOST_CHOICES = 1_024;

const POWERS: number[] = [];
const LOGS: number[] = new Array<number>(32).fill(0);
for (let exponent = 0, element = 1; exponent < ORDER; exponent += 1) {
  POWERS.push(element);
  LOGS[element] = exponent;
  element <<= 1;
  // x^5 + x^2 + 1
  if (element & 0b100000) element ^= 0b100101;
}

const alpha = (exponent: number): number => POWERS[exponent % ORDER]!;
const mul = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : alpha(LOGS[a]! + LOGS[b]!));
const div = (a: number, b: number): number => (a === 0 ? 0 : alpha(ORDER + LOGS[a]! - LOGS[b]!));
/** The power of alpha by which the symbol at a position is multiplied. */
const locator = (position: number): number => alpha(LENGTH - 1 - position);

type Word = readonly number[];

function syndromes(word: Word): [number, number] {
  const at = (point: number): number => word.reduce((sum, symbol) => mul(sum, point) ^ symbol, 0);
  return [at(alpha(1)), at(alpha(2))];
}

function isCodeword(word: Word): boolean {
  const [one, two] = syndromes(word);
  return one === 0 && two === 0;
}

const changed = (word: Word, position: number, by: number): Word =>
  word.map((symbol, place) => (place === position ? symbol ^ by : symbol));

/** Returns the word with the symbols at two places chosen so that the checks agree. */
function restoreTwo(word: Word, one: number, other: number): Word {
  const zeroed = word.map((symbol, place) => (place === one || place === other ? 0 : symbol));
  const [s1, s2] = syndromes(zeroed);
  const [x, y] = [locator(one), locator(other)];
  const first = div(s2 ^ mul(s1, y), mul(x, x ^ y));
  const second = div(s1 ^ mul(first, x), y);
  return changed(changed(zeroed, one, first), other, second);
}

/** Corrects one wrong symbol or two swapped neighbours. Returns nothing if it is neither. */
function correct(word: Word): Word | undefined {
  const [s1, s2] = syndromes(word);
  if (s1 !== 0 && s2 !== 0) {
    const place = LENGTH - 1 - ((LOGS[s2]! - LOGS[s1]! + ORDER) % ORDER);
    if (place >= 0) return changed(word, place, div(s1, locator(place)));
  }
  for (let left = 0; left < LENGTH - 1; left += 1) {
    const swapped = [...word];
    [swapped[left], swapped[left + 1]] = [word[left + 1]!, word[left]!];
    if (isCodeword(swapped)) return swapped;
  }
  return undefined;
}

export interface PutRight {
  /** Counted from 0, without the hyphen. */
  position: number;
  was: string;
  is: string;
}

export type Reading =
  | { kind: "exact"; code: string }
  | { kind: "corrected" | "restored"; code: string; putRight: PutRight[] }
  | { kind: "unresolved"; candidates: string[] }
  | { kind: "not-a-mark"; why: string };

const shown = (word: Word): string => {
  const text = word.map((symbol) => ALPHABET[symbol]!).join("");
  return `${text.slice(0, 5)}-${text.slice(5)}`;
};

/** The ten characters without the hyphen. */
export const compact = (code: string): string => code.replace("-", "");

const not = (why: string): Reading => ({ kind: "not-a-mark", why });

/** Ten symbols. A symbol that could not be read is undefined. */
type Seen = readonly (number | undefined)[];

const areCodeword = (places: Places): boolean => {
  const word = places.map(only);
  return word.every((symbol) => symbol !== undefined) && isCodeword(word as Word);
};

function putRight(seen: Seen, word: Word): PutRight[] {
  return word.flatMap((symbol, position) =>
    seen[position] === symbol
      ? []
      : [{ position, was: seen[position] === undefined ? "?" : ALPHABET[seen[position]]!, is: ALPHABET[symbol]! }],
  );
}

/** Returns every code that fits, if three or four places are unreadable. */
function candidatesOf(word: Word, free: readonly number[], one: number, other: number): string[] {
  const found: string[] = [];
  for (let choice = 0; choice < 32 ** free.length; choice += 1) {
    const filled = [...word];
    free.forEach((place, index) => {
      filled[place] = (choice >> (5 * index)) & 31;
    });
    found.push(shown(restoreTwo(filled, one, other)));
  }
  return found;
}

/** Reads ten symbols, of which some may be missing or wrong. */
function readSeen(seen: Seen): Reading {
  const word: Word = seen.map((symbol) => symbol ?? 0);
  const unreadable = seen.flatMap((symbol, place) => (symbol === undefined ? [place] : []));
  if (unreadable.length === 0) {
    if (isCodeword(word)) return { kind: "exact", code: shown(word) };
    const mended = correct(word);
    return mended
      ? { kind: "corrected", code: shown(mended), putRight: putRight(seen, mended) }
      : not("That code is not right. Check it against the label");
  }
  if (unreadable.length === 1) {
    const place = unreadable[0]!;
    const [s1, s2] = syndromes(word);
    // Both checks must name the same symbol, or another character is wrong as well.
    const symbol = div(s1, locator(place));
    if (mul(symbol, mul(locator(place), locator(place))) === s2) return restored(seen, changed(word, place, symbol));
    const others = word.flatMap((_, other) => (other === place ? [] : [shown(restoreTwo(word, place, other))]));
    return { kind: "unresolved", candidates: others };
  }
  if (unreadable.length === 2) return restored(seen, restoreTwo(word, unreadable[0]!, unreadable[1]!));
  if (unreadable.length > MOST_UNREADABLE) return not(`${unreadable.length} characters cannot be read`);
  const [one, other] = unreadable.slice(-2) as [number, number];
  return { kind: "unresolved", candidates: candidatesOf(word, unreadable.slice(0, -2), one, other) };
}

const restored = (seen: Seen, word: Word): Reading => ({ kind: "restored", code: shown(word), putRight: putRight(seen, word) });

/** Reads a code with brackets. Prefers choices whose checks agree, then those whose checks agree after one change. */
function bracketed(places: Places): Reading {
  const isOpen = (place: number): boolean => choices(place) > 1 && place !== ANY;
  let seen: Seen[] = [places.map(only)];
  places.forEach((place, at) => {
    if (!isOpen(place)) return;
    const symbols = Array.from(ALPHABET, (_, symbol) => symbol).filter((symbol) => ((place >>> symbol) & 1) === 1);
    seen = symbols.flatMap((symbol) => seen.map((word) => word.map((one, where) => (where === at ? symbol : one))));
  });
  const readings = seen.map(readSeen);
  const codes = (wanted: readonly Reading[]): string[] => {
    const all = wanted.flatMap((reading) =>
      reading.kind === "unresolved" ? reading.candidates : reading.kind === "not-a-mark" ? [] : [reading.code],
    );
    return [...new Set(all)].sort();
  };
  const agree = codes(readings.filter(({ kind }) => kind === "exact" || kind === "restored"));
  const found = (agree.length > 0 ? agree : codes(readings)).slice(0, MOST_CHOICES);
  if (found.length === 0) return not("That code is not right. Check it against the label");
  const [first] = found;
  if (found.length > 1 || first === undefined) return { kind: "unresolved", candidates: found };
  return restored(
    places.map(only),
    [...compact(first)].map((character) => ALPHABET.indexOf(character)),
  );
}

/**
 * Reads a code that may be worn or mistyped: `?` is a character that cannot be read, `[8B]` is one of these. There may
 * be quotation marks, brackets or words such as "Mark" round the code, and the label's address, or the end of that
 * address, before it.
 */
export function read(text: string): Reading {
  let places: Places;
  try {
    places = placesIn(text, areCodeword);
  } catch (error) {
    if (error instanceof NotAMark) return not(error.message);
    throw error;
  }
  const ways = places.filter((place) => place !== ANY).reduce((product, place) => product * choices(place), 1);
  return ways === 1 || ways > MOST_CHOICES ? readSeen(places.map(only)) : bracketed(places);
}

const PLACES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/** Says in a sentence what was corrected. */
export function sentence(changes: readonly PutRight[]): string {
  const said = changes.map(({ position, was, is }) =>
    was === "?"
      ? `the ${PLACES[position]} character can only be ${is}`
      : `the ${PLACES[position]} character is probably ${is}, not ${was}`,
  );
  const all = said.join(", and ");
  return all.charAt(0).toUpperCase() + all.slice(1);
}
