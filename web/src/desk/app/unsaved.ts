// What is typed but not saved is only on the screen, so we ask before anybody leaves it.
import { el } from "./dom";

/** Makes the browser ask before it leaves the page, if there is something to lose. Some phones' browsers do not ask. */
export function askBeforeLeaving(unsaved: () => boolean): void {
  window.addEventListener("beforeunload", (event) => {
    if (unsaved()) event.preventDefault();
  });
}

/** Asks whether what is typed may be thrown away. */
export const mayThrowAway = (): Promise<boolean> => agreed("unsaved");

/** Asks whether a saved bike may be undone. */
export const mayUndo = (): Promise<boolean> => agreed("undo");

async function agreed(id: string): Promise<boolean> {
  const dialog = el<HTMLDialogElement>(id);
  if (dialog.open) return false;
  // The Escape key would leave the last answer in place.
  dialog.returnValue = "stay";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue === "go";
}
