// What is typed and not saved is nowhere but on the screen: nobody leaves it without having been asked.
import { el } from "./dom";

/** Makes the browser ask before the page goes, while there is something to lose. Not every phone's browser does. */
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
  // The Escape key leaves the last answer where it is.
  dialog.returnValue = "stay";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue === "go";
}
