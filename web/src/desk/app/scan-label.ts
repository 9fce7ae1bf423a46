// The dialog for scanning a label with the camera.
import { cameraTrouble, offerLight, watch } from "../../shared/scan/camera";
import { el } from "./dom";
import { foreign } from "./foreign";
import { read } from "./mark-code";

/** The result of a scan: a code, a closed dialog, or no camera. The dialog itself says why there is no camera. */
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
    await watch(
      el<HTMLVideoElement>("video"),
      ["qr_code"],
      (texts) =>
        texts.some((text) => {
          const reading = read(text);
          if (reading.kind !== "exact") {
            says.textContent = foreign(text);
            return false;
          }
          found = reading.code;
          return true;
        }),
      ended.signal,
      (light) => offerLight(light, el<HTMLButtonElement>("scanner-light")),
    );
  } catch (error) {
    says.textContent = cameraTrouble(error, "type the code");
    return { kind: "no-camera" };
  }
  if (dialog.open) dialog.close();
  return found ? { kind: "read", code: found } : { kind: "closed" };
}
