// The dialog in which a label is held in front of the camera.
import { el } from "./dom";
import { foreign } from "./foreign";
import { read } from "./mark-code";
import { cameraTrouble, type Light, scan } from "./scanner";

/** What came of a scan: a code, a dialog that was closed without one, or no camera, which the dialog says itself. */
export type Scanned = { kind: "read"; code: string } | { kind: "closed" } | { kind: "no-camera" };

/** Opens the camera until one of our labels is read or the dialog is closed. */
export async function scannedLabel(): Promise<Scanned> {
  const dialog = el<HTMLDialogElement>("scanner");
  const says = el("scanner-says");
  const ended = new AbortController();
  says.textContent = "";
  dialog.showModal();
  dialog.addEventListener("close", () => ended.abort(), { once: true });
  let found: string | undefined;
  try {
    await scan(
      el<HTMLVideoElement>("video"),
      (text) => {
        const reading = read(text);
        if (reading.kind !== "exact") {
          says.textContent = foreign(text);
          return false;
        }
        found = reading.code;
        return true;
      },
      ended.signal,
      offerLight,
    );
  } catch (error) {
    says.textContent = cameraTrouble(error);
    return { kind: "no-camera" };
  }
  if (dialog.open) dialog.close();
  return found ? { kind: "read", code: found } : { kind: "closed" };
}

/** Shows the button of the camera's light, where there is one. */
function offerLight(light: Light | undefined): void {
  const switching = el<HTMLButtonElement>("scanner-light");
  switching.hidden = light === undefined;
  switching.setAttribute("aria-pressed", "false");
  switching.onclick = () => {
    const on = switching.getAttribute("aria-pressed") !== "true";
    // A light that does not come on is no reason to stop.
    light?.switch(on).then(
      () => switching.setAttribute("aria-pressed", String(on)),
      () => (switching.hidden = true),
    );
  };
}
