// QR codes that are not our labels.

/** Says what a QR code is when it is not a label, so that a volunteer looks for the right one. */
export function foreign(text: string): string {
  const host = /^https?:/i.test(text) && URL.canParse(text) ? new URL(text).host : "";
  const what = host === "" ? "This QR code is not a Framemark label." : `This QR code leads to ${host}. It is not a Framemark label.`;
  return `${what} A Framemark label has ten characters printed on it, such as 7KQ4M-2X9TD.`;
}
