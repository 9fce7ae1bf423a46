// Reads codes with the camera, using the browser's own detector if it reads all kinds, or else zxing's WebAssembly.
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

/** The kinds of codes on frames and on our labels. */
export type Kind = "code_128" | "code_39" | "data_matrix" | "qr_code";

const ALL: readonly Kind[] = ["code_128", "code_39", "data_matrix", "qr_code"];

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats?(): Promise<string[]>;
}

async function detector(kinds: readonly Kind[]): Promise<Detector> {
  const native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  const known = (await native?.getSupportedFormats?.().catch((): string[] => [])) ?? [];
  if (native && kinds.every((kind) => known.includes(kind))) return new native({ formats: [...kinds] });
  const { BarcodeDetector, prepareZXingModule } = await import("barcode-detector/ponyfill");
  // From our own host, where the desk's service worker keeps it.
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  return new BarcodeDetector({ formats: [...kinds] }) as Detector;
}

/** Says why there is no picture, and what to do. `other` is the way without a camera, such as "type the code". */
export function cameraTrouble(error: unknown, other: string): string {
  const name = error instanceof Error ? error.name : "";
  const alone = `${other.slice(0, 1).toUpperCase()}${other.slice(1)}.`;
  if (name === "NotAllowedError") return `The browser does not let this page use the camera. Allow it in the browser’s settings for this site, or ${other}.`;
  if (name === "NotFoundError" || name === "OverconstrainedError") return `This device has no camera. ${alone}`;
  if (name === "NotReadableError") return `Another app is using the camera. Close it, or ${other}.`;
  return `The camera will not start. ${alone}`;
}

/** A camera's light that a page may switch on and off. */
export interface Light {
  switch(on: boolean): Promise<void>;
}

function lightOf(stream: MediaStream): Light | undefined {
  const track = stream.getVideoTracks()[0];
  const can = track?.getCapabilities?.() as { torch?: boolean } | undefined;
  if (!track || !can?.torch) return undefined;
  return { switch: (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }) };
}

/** Lets a button switch the camera's light, or hides it if there is none. */
export function offerLight(light: Light | undefined, button: HTMLButtonElement): void {
  button.hidden = light === undefined;
  button.setAttribute("aria-pressed", "false");
  button.onclick = () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    // Carry on scanning if the light does not come on.
    light?.switch(on).then(
      () => button.setAttribute("aria-pressed", String(on)),
      () => (button.hidden = true),
    );
  };
}

/** The pause between two looks in milliseconds, so that an old phone does not get hot. */
const PAUSE = 80;

/**
 * Shows the camera's picture and passes the texts of each picture's codes to `take`, until `take` returns true or the
 * signal ends the scan. A bar code needs a sharper picture than our own label.
 */
export async function watch(
  video: HTMLVideoElement,
  kinds: readonly Kind[],
  take: (texts: string[]) => boolean,
  signal: AbortSignal,
  lit: (light: Light | undefined) => void,
): Promise<void> {
  const [width, height] = kinds.length > 1 ? [1920, 1080] : [1280, 720];
  const [eye, stream] = await Promise.all([
    detector(kinds),
    navigator.mediaDevices.getUserMedia({
      video: { facingMode: { ideal: "environment" }, width: { ideal: width }, height: { ideal: height } },
      audio: false,
    }),
  ]);
  try {
    if (signal.aborted) return;
    video.srcObject = stream;
    await video.play();
    lit(lightOf(stream));
    while (!signal.aborted) {
      const found = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? await eye.detect(video) : [];
      if (found.length > 0 && !signal.aborted && take(found.map(({ rawValue }) => rawValue))) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    lit(undefined);
  }
}

/** How many pictures with a code we look at: a sticker's second code is often not sharp in the first picture. */
const LOOKS = 4;

/** Shows the camera's picture until a code is in it. Returns all codes that it has seen, or none if it is stopped. */
export async function codesSeen(
  video: HTMLVideoElement,
  signal: AbortSignal,
  lit: (light: Light | undefined) => void,
): Promise<string[]> {
  const seen = new Set<string>();
  let looks = 0;
  const take = (texts: string[]): boolean => {
    for (const text of texts) seen.add(text);
    looks += 1;
    return looks >= LOOKS;
  };
  await watch(video, ALL, take, signal, lit);
  return signal.aborted ? [] : [...seen];
}
