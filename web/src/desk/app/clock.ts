// The phone's clock against the server's.

/** A clock that is further off than this is worth a word. */
const CLOCK_IS_OFF = 5 * 60_000;

/** Whether the server is so far ahead of the phone, or behind it, that the volunteer should know. */
export function isOff(ahead: number): boolean {
  return Math.abs(ahead) >= CLOCK_IS_OFF;
}

/** How far the phone's clock is off, in words. */
export function clockSays(ahead: number): string {
  return `This phone’s clock is ${span(Math.abs(ahead))} ${ahead > 0 ? "behind" : "ahead"}. We save bikes with the right time. Set the clock when you can.`;
}

/** A span of time in its largest unit. */
function span(millis: number): string {
  const minutes = Math.round(millis / 60_000);
  const [count, unit] =
    minutes >= 20 * 60 ? [Math.round(minutes / 1440), "day"] : minutes >= 60 ? [Math.round(minutes / 60), "hour"] : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
