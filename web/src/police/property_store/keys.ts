// Reads which key was pressed, and finds the row that it leads to.

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat" | "target">;

/** Returns the letter that was pressed by itself outside a field, or null. A key that is held down counts only once. */
export function keyOf(event: Pressed): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  const target = event.target as { tagName?: string; isContentEditable?: boolean } | null;
  const typing = ["INPUT", "TEXTAREA", "SELECT"].includes(target?.tagName ?? "") || target?.isContentEditable === true;
  return typing || event.key.length !== 1 ? null : event.key.toLowerCase();
}

/** Returns the index of the next row, which is the first if no row is chosen. It stops at either end. */
export function nextIn(length: number, now: number, step: 1 | -1): number {
  if (now < 0) return 0;
  return Math.min(Math.max(now + step, 0), length - 1);
}
