// A form that makes something has a random value, so that it makes only one thing, however often it is sent. If people
// go back to the form, it must have the same value, even if the browser asks the server for the page again. So this
// script keeps the value in the history's entry for the page. Without JavaScript, the browser's copy of the page keeps
// it.

const NAME = "once";

type Entry = Pick<History, "state" | "replaceState">;

/** Gives the forms of a page the value that they had when this entry of the history was first shown. */
export function keepOnce(fields: Iterable<{ value: string }>, entry: Entry): void {
  const all = [...fields];
  const first = all[0];
  if (!first) return;
  const state: unknown = entry.state;
  const before = typeof state === "object" && state !== null ? (state as Record<string, unknown>) : {};
  const kept = before[NAME];
  if (typeof kept === "string" && kept !== "") {
    for (const field of all) field.value = kept;
  } else {
    entry.replaceState({ ...before, [NAME]: first.value }, "");
  }
}

/** Does this for the forms of a document. */
export function onceOnly(scope: Document): void {
  const fields = scope.querySelectorAll<HTMLInputElement>(`input[type=hidden][name=${NAME}]`);
  keepOnce(fields, window.history);
}
