// Offers known makes while one is typed. The page works without: any name may be typed.

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

async function enhance(input: HTMLInputElement): Promise<void> {
  const answer = await fetch("/register/makes.json");
  if (!answer.ok) return;
  const makes = (await answer.json()) as string[];
  const list = document.createElement("datalist");
  list.id = "makes";
  input.after(list);
  input.setAttribute("list", list.id);
  const refresh = (): void => {
    list.replaceChildren(
      ...offered(makes, input.value).map((make) => {
        const option = document.createElement("option");
        option.value = make;
        return option;
      }),
    );
  };
  input.addEventListener("input", refresh);
  refresh();
}

if (typeof document !== "undefined") {
  const input = document.querySelector<HTMLInputElement>("input#make");
  // Without the list the field is what it was.
  if (input) enhance(input).catch(() => undefined);
}
