// Which makes to offer while one is typed.

/** How many makes are offered at once; more hide the field on a phone. */
const MOST = 8;

const folded = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** The makes that begin like what was typed, then those with a word that does. */
export function offered(makes: readonly string[], typed: string): string[] {
  const wanted = folded(typed);
  if (wanted === "") return [];
  const first = makes.filter((make) => folded(make).startsWith(wanted));
  const later = makes.filter(
    (make) => !folded(make).startsWith(wanted) && make.split(/\s+/).some((word) => folded(word).startsWith(wanted)),
  );
  return [...first, ...later].slice(0, MOST);
}
