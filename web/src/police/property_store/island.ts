// Keys for working through a list: j and k go from row to row, o opens, c confirms, r rejects. Everything that a key
// does is a link or a button on the page, so the page works without this.
import { keyOf, nextIn } from "./keys";

const rows = [...document.querySelectorAll<HTMLAnchorElement>("a[data-row]")];

function press(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector);
  found?.click();
  return found !== null;
}

/** Confirms the bike that has the focus, or the first; if a reason is missing, goes to where it is typed. */
function confirm(): boolean {
  const focused = document.activeElement?.closest(".fm-result") ?? document;
  const form = focused.querySelector<HTMLFormElement>("form[data-confirm]");
  if (!form) return false;
  const why = form.querySelector<HTMLInputElement>("input[name=why]");
  if (why && why.value.trim() === "") {
    why.focus();
    return true;
  }
  form.querySelector<HTMLButtonElement>("button[name=decision]")?.click();
  return true;
}

function move(step: 1 | -1): boolean {
  if (rows.length === 0) return press(`[data-key=${step === 1 ? "j" : "k"}]`);
  const now = rows.indexOf(document.activeElement as HTMLAnchorElement);
  rows[nextIn(rows.length, now, step)]?.focus();
  return true;
}

const doing: Record<string, () => boolean> = {
  j: () => move(1),
  k: () => move(-1),
  o: () => {
    const row = document.activeElement;
    if (row instanceof HTMLAnchorElement && rows.includes(row)) {
      row.click();
      return true;
    }
    return press(".fm-likely__photos a");
  },
  c: confirm,
  r: () => press("button[data-key=r]"),
};

document.addEventListener("keydown", (event) => {
  const key = keyOf(event);
  if (key !== null && doing[key]?.()) event.preventDefault();
});
