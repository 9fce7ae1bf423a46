// Reads a label with the camera: the browser's own detector where it has one, zxing's WebAssembly elsewhere.
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats?(): Promise<string[]>;
}

async function detector(): Promise<Detector> {
  const native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (native && (await native.getSupportedFormats?.().catch((): string[] => []))?.includes("qr_code")) {
    return new native({ formats: ["qr_code"] });
  }
  const { BarcodeDetector, prepareZXingModule } = await import("barcode-detector/ponyfill");
  // From our own host, where the service worker keeps it.
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  return new BarcodeDetector({ formats: ["qr_code"] }) as Detector;
}

/** Why there is no picture, in words that say what to do. */
export function cameraTrouble(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError") return "The browser may not use the camera. Allow it in the browser’s settings for this site, or type the code.";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "This device has no camera. Type the code.";
  if (name === "NotReadableError") return "Another app is using the camera. Close it, or type the code.";
  return "The camera will not start. Type the code.";
}

/** The light of a camera, where it has one that a page may switch. */
export interface Light {
  switch(on: boolean): Promise<void>;
}

function lightOf(stream: MediaStream): Light | undefined {
  const track = stream.getVideoTracks()[0];
  const can = track?.getCapabilities?.() as { torch?: boolean } | undefined;
  if (!track || !can?.torch) return undefined;
  return { switch: (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }) };
}

/** A pause between two looks, so that an old phone stays cool. */
const PAUSE = 80;

/**
 * Shows the camera's picture and hands over what its codes say until `take` says that it has what it wanted, or
 * the signal ends it.
 */
export async function scan(
  video: HTMLVideoElement,
  take: (text: string) => boolean,
  signal: AbortSignal,
  lit: (light: Light | undefined) => void,
): Promise<void> {
  const [eye, stream] = await Promise.all([
    detector(),
    navigator.mediaDevices.getUserMedia({
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
      audio: false,
    }),
  ]);
  const stop = (): void => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    lit(undefined);
  };
  try {
    if (signal.aborted) return;
    video.srcObject = stream;
    await video.play();
    lit(lightOf(stream));
    while (!signal.aborted) {
      const found = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? await eye.detect(video) : [];
      if (found.some(({ rawValue }) => !signal.aborted && take(rawValue))) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } finally {
    stop();
  }
}
