// Chooses which makes to suggest while somebody types.

/** How many makes to suggest at once: a longer list would hide the field on a phone. */
const MOST = 8;

const folded = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** Returns the makes that begin with what was typed, then those that have another word beginning with it. */
export function offered(makes: readonly string[], typed: string): string[] {
  const wanted = folded(typed);
  if (wanted === "") return [];
  const first = makes.filter((make) => folded(make).startsWith(wanted));
  const later = makes.filter(
    (make) => !folded(make).startsWith(wanted) && make.split(/\s+/).some((word) => folded(word).startsWith(wanted)),
  );
  return [...first, ...later].slice(0, MOST);
}
