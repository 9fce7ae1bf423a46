// Offers "Scan the bar code" beside a number's box, on devices with a camera. The code reader is only loaded when
// somebody presses the button.
import type { Look } from "./dialog";

/** Whether this browser lets a page look through a camera. */
export const canScan = (): boolean =>
  Boolean(navigator.mediaDevices?.getUserMedia) && typeof HTMLDialogElement !== "undefined";

/** Lets a button fill a box with the number of a bar code. */
export function scansInto(button: HTMLButtonElement, box: HTMLInputElement, look?: Look): void {
  button.addEventListener("click", () => {
    void import("./dialog").then(async ({ scanned }) => {
      const number = await scanned(look);
      if (number !== undefined) {
        box.value = number;
        box.dispatchEvent(new Event("input", { bubbles: true }));
        box.dispatchEvent(new Event("change", { bubbles: true }));
      }
      (number === undefined ? button : box).focus();
    });
  });
}

/** Puts a button after each box that has `data-scan`. */
export function offersScanning(of: Document): void {
  if (!canScan()) return;
  for (const box of of.querySelectorAll<HTMLInputElement>("input[data-scan]")) {
    const button = of.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary fm-scan";
    button.textContent = "Scan the bar code";
    scansInto(button, box);
    box.after(button);
  }
}
