// Mark codes on the phone: the same rules as crates/domain/src/mark_code, held to the same vectors
// (fixtures/mark_codes.json). Reed-Solomon over GF(32), length 10, distance 3.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 10;
const ORDER = 31;
const MOST_UNREADABLE = 4;

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
/** The power of alpha that a position's symbol is multiplied by. */
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

/** The word with two symbols put so that the checks agree; they are 0 in `word`. */
function restoreTwo(word: Word, one: number, other: number): Word {
  const zeroed = word.map((symbol, place) => (place === one || place === other ? 0 : symbol));
  const [s1, s2] = syndromes(zeroed);
  const [x, y] = [locator(one), locator(other)];
  const first = div(s2 ^ mul(s1, y), mul(x, x ^ y));
  const second = div(s1 ^ mul(first, x), y);
  return changed(changed(zeroed, one, first), other, second);
}

/** One wrong symbol, or two neighbours swapped; nothing when it is neither. */
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
  /** Counted from 0, the hyphen left out. */
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
const SEPARATOR = /[\s\-\u2010-\u2015\u2212\u00ad]/u;

function symbolOf(character: string): number {
  if (!/^[0-9A-Za-z]$/.test(character)) return -1;
  const upper = character.toUpperCase();
  const known = { I: "1", L: "1", O: "0", U: "V" }[upper] ?? upper;
  return ALPHABET.indexOf(known);
}

/** What stands after `/M/` of a scanned address, or the whole text when it is none. */
function codePart(text: string): { code: string; fromAddress: boolean } | undefined {
  if (!text.includes("/")) return { code: text, fromAddress: false };
  const path = text.split("#", 1)[0]!;
  const start = path.toLowerCase().indexOf("/m/");
  return start < 0 ? undefined : { code: path.slice(start + 3), fromAddress: true };
}

type Seen = readonly (number | undefined)[];

function symbols(text: string): Seen | Reading {
  const part = codePart(text.trim());
  if (!part) return not("This web address is not the address of a label");
  const seen: (number | undefined)[] = [];
  for (const character of part.code) {
    if (part.fromAddress && (character === "/" || (character === "?" && seen.length === LENGTH))) break;
    if (SEPARATOR.test(character)) continue;
    const symbol = character === "?" ? undefined : symbolOf(character);
    if (symbol === -1) return not(`A mark code has only letters and digits, not “${character}”`);
    if (seen.length === LENGTH) return not("A mark code has ten characters, and this has more");
    seen.push(symbol);
  }
  if (seen.length === 0) return not("Enter a mark code, such as 7KQ4M-2X9TD");
  if (seen.length < LENGTH) {
    return not(`A mark code has ten characters, and this has ${seen.length}. Type ? for each one that you cannot read`);
  }
  return seen;
}

function putRight(seen: Seen, word: Word): PutRight[] {
  return word.flatMap((symbol, position) =>
    seen[position] === symbol
      ? []
      : [{ position, was: seen[position] === undefined ? "?" : ALPHABET[seen[position]]!, is: ALPHABET[symbol]! }],
  );
}

/** Every code that fits three or four unreadable places. */
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

/** Reads a code that may be worn or mistyped, `?` standing for a character that cannot be read. */
export function read(text: string): Reading {
  const seen = symbols(text);
  if (!Array.isArray(seen)) return seen as Reading;
  const word: Word = seen.map((symbol: number | undefined) => symbol ?? 0);
  const unreadable = seen.flatMap((symbol, place) => (symbol === undefined ? [place] : []));
  const restored = (mended: Word): Reading => ({ kind: "restored", code: shown(mended), putRight: putRight(seen, mended) });
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
    if (mul(symbol, mul(locator(place), locator(place))) === s2) return restored(changed(word, place, symbol));
    const others = word.flatMap((_, other) => (other === place ? [] : [shown(restoreTwo(word, place, other))]));
    return { kind: "unresolved", candidates: others };
  }
  if (unreadable.length === 2) return restored(restoreTwo(word, unreadable[0]!, unreadable[1]!));
  if (unreadable.length > MOST_UNREADABLE) return not(`${unreadable.length} characters cannot be read`);
  const [one, other] = unreadable.slice(-2) as [number, number];
  return { kind: "unresolved", candidates: candidatesOf(word, unreadable.slice(0, -2), one, other) };
}

const PLACES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/** What was put right, as a sentence. */
export function sentence(changes: readonly PutRight[]): string {
  const said = changes.map(({ position, was, is }) =>
    was === "?"
      ? `the ${PLACES[position]} character can only be ${is}`
      : `the ${PLACES[position]} character is probably ${is}, not ${was}`,
  );
  const all = said.join(", and ");
  return all.charAt(0).toUpperCase() + all.slice(1);
}
