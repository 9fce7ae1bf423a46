// What the desk says when a bike could not be saved on the phone.
import { alarm } from "./dom";

/** Says what went wrong; what was typed stays, and so does what was saved before. */
export function trouble(error: unknown): void {
  if (isFull(error)) {
    alarm(
      "saving",
      "This phone is full: this bike is not saved yet. Delete photos or applications you do not need, then tap Save again. Nothing that was saved before is lost.",
    );
    return;
  }
  alarm(
    "saving",
    "This bike is not saved yet. Tap Save again; if that does not help, write it down on paper and reload this page. Nothing that was saved before is lost.",
  );
  throw error;
}

/** Whether the phone has no room; browsers wrap the reason differently. */
function isFull(error: unknown): boolean {
  return error instanceof Error && (error.name === "QuotaExceededError" || /quota/i.test(error.message));
}
