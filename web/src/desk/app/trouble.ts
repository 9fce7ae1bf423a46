// What the desk says when a bike could not be saved on the phone.
import { alarm } from "./dom";

/** Says what went wrong. What was typed stays, and so does what was saved before. */
export function trouble(error: unknown): void {
  if (isFull(error)) {
    alarm(
      "saving",
      "This phone is full, so this bike is not saved yet. Delete photos or apps that you do not need, then tap Save again. Bikes that you saved before are safe.",
    );
    return;
  }
  alarm(
    "saving",
    "This bike is not saved yet. Tap Save again. If that does not help, write the details on paper and reload this page. Bikes that you saved before are safe.",
  );
  throw error;
}

/** Whether the phone is full. Browsers report this in different ways. */
function isFull(error: unknown): boolean {
  return error instanceof Error && (error.name === "QuotaExceededError" || /quota/i.test(error.message));
}
