// Reads the number in a bar code on a frame, without the characters that scanners and makers add around it. The cases
// in fixtures/bar_codes.json also test crates/domain/src/number/bar_code.rs.

/** The heading of ISO 15434, and the characters between its records and fields. */
const HEADING = "[)>\u001e";
const [RECORD, FIELD, END] = ["\u001e", "\u001d", "\u0004"];

/** Cuts off stars, `(S)`, the headings of ISO 15434 and a VIN's leading I. */
export function cleaned(read: string): string {
  let text = read.trim();
  if (text.startsWith(HEADING)) text = serialIn(text) ?? text;
  text = text.replace(/^\*+/, "").replace(/\*+$/, "").trim();
  text = text.replace(/^\(S\)\s*/i, "");
  return /^I[A-HJ-NPR-Z0-9]{17}$/i.test(text) ? text.slice(1) : text;
}

/** The serial number among the fields of ISO 15434: `S…` in format 06, `SER …` in format 12. */
function serialIn(text: string): string | undefined {
  const fields = text.slice(HEADING.length).replaceAll(END, "").split(RECORD).flatMap((record) => record.split(FIELD));
  const [format, ...rest] = fields;
  if (format === "06") return rest.find((field) => /^S./.test(field))?.slice(1);
  if (format === "12") return rest.find((field) => field.startsWith("SER "))?.slice(4);
  return undefined;
}

/** What a code can be. */
export type Seems = "a frame number" | "a vehicle’s number (VIN)" | "a Framemark label" | "a web address" | "a shop’s number for the product" | "some other text";

/** Says what a text seems to be, so that people can choose among several in one picture. */
export function seemsToBe(text: string): Seems {
  if (/^https?:\/\/[^/]+\/M\/[0-9A-Z]{10}$/i.test(text)) return "a Framemark label";
  if (/^https?:/i.test(text)) return "a web address";
  if (/^[A-HJ-NPR-Z0-9]{17}$/i.test(text)) return "a vehicle’s number (VIN)";
  if (/^\d{8}$|^\d{12,14}$/.test(text)) return "a shop’s number for the product";
  if (/\d/.test(text) && /^[A-Z0-9 ./_-]{5,24}$/i.test(text)) return "a frame number";
  return "some other text";
}

/** What people most likely want in a box for a frame number. These readings come first. */
const FIRST: readonly Seems[] = ["a frame number", "a vehicle’s number (VIN)"];

/** One code of a picture, cleaned, with what it seems to be. */
export interface Read {
  text: string;
  seems: Seems;
}

/** What the codes of a picture say, each once, frame numbers first. */
export function readingsOf(codes: readonly string[]): Read[] {
  const texts = [...new Set(codes.map(cleaned))].filter((text) => text !== "");
  const all = texts.map((text) => ({ text, seems: seemsToBe(text) }));
  return [...all.filter(({ seems }) => FIRST.includes(seems)), ...all.filter(({ seems }) => !FIRST.includes(seems))];
}

/** The number that can be filled in without a question: the only code of the picture, if it looks like a frame's. */
export function onlyNumber(readings: readonly Read[]): string | undefined {
  const [only, ...others] = readings;
  return only && others.length === 0 && FIRST.includes(only.seems) ? only.text : undefined;
}
