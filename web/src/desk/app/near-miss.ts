// Finds typing slips in e-mail addresses at providers that many people use. The web form does the same:
// `crates/domain/src/account/contact/near_miss.rs` has the same providers.

/** Providers that many people here use: the name, and the endings that it may have. */
const PROVIDERS: readonly (readonly [string, readonly string[]])[] = [
  ["gmail", ["com"]],
  ["googlemail", ["com"]],
  ["hotmail", ["com", "co.uk"]],
  ["outlook", ["com"]],
  ["live", ["com", "co.uk"]],
  ["yahoo", ["com", "co.uk"]],
  ["icloud", ["com"]],
  ["btinternet", ["com"]],
  ["virginmedia", ["com"]],
  ["talktalk", ["net"]],
  ["blueyonder", ["co.uk"]],
  ["ntlworld", ["com"]],
  ["protonmail", ["com"]],
  ["proton", ["me"]],
  ["sky", ["com"]],
  ["aol", ["com"]],
];

/** Real providers whose names look like a slip. */
const REAL: readonly string[] = ["mail.com", "ymail.com", "email.com"];

/** The shortest name that is checked. Shorter ones look like too many other real names. */
const SHORTEST = 5;

/** Returns the address that was probably meant, if the provider is one slip away from one that many people use. */
export function likelyMeant(email: string): string | undefined {
  const at = email.lastIndexOf("@");
  const host = email.slice(at + 1).toLowerCase();
  const dot = host.indexOf(".");
  if (at < 1 || dot < 1) return undefined;
  const [name, rest] = [host.slice(0, dot), host.slice(dot + 1)];
  if (REAL.includes(host) || PROVIDERS.some(([known, ends]) => known === name && ends.includes(rest))) return undefined;
  for (const [known, ends] of PROVIDERS) {
    const end = ends.find((one) => one === rest) ?? ends.find((one) => isOneSlip(rest, one));
    const near = known === name || (known.length >= SHORTEST && isOneSlip(name, known));
    if (near && end !== undefined) return `${email.slice(0, at)}@${known}.${end}`;
  }
  return undefined;
}

/** Whether two texts differ by one character that is wrong, missing or extra, or by two that are swapped. */
function isOneSlip(typed: string, meant: string): boolean {
  let same = 0;
  while (same < typed.length && typed[same] === meant[same]) same += 1;
  const [a, b] = [typed.slice(same), meant.slice(same)];
  if (a === b) return false;
  const swapped = a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  const wrong = a !== "" && b !== "" && a.slice(1) === b.slice(1);
  const tooMuch = a !== "" && a.slice(1) === b;
  const missing = b !== "" && b.slice(1) === a;
  return swapped || wrong || tooMuch || missing;
}
