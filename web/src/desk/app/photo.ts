import { toBase64 } from "./bytes";

/** The longest side in pixels: enough to read a stamped number, and small enough for a bad signal. */
const SIDE = 1280;

/** Makes a photo small: a JPEG of at most 1,280 pixels a side, without the camera's own data, in base64. */
export async function shrunk(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
  if (!small) throw new Error("the photo cannot be made smaller");
  return toBase64(new Uint8Array(await small.arrayBuffer()));
}
