// Compares the phone's clock with the server's.

/** If the clock is off by this much or more, we tell the volunteer. In milliseconds. */
const CLOCK_IS_OFF = 5 * 60_000;

/** Whether the phone's clock is so far off that the volunteer should know. */
export function isOff(ahead: number): boolean {
  return Math.abs(ahead) >= CLOCK_IS_OFF;
}

/** Says how far the phone's clock is off. */
export function clockSays(ahead: number): string {
  return `This phone’s clock is ${span(Math.abs(ahead))} ${ahead > 0 ? "behind" : "ahead"}. We save bikes with the right time. Set the clock when you can.`;
}

/** Writes a span of time in its largest unit. */
function span(millis: number): string {
  const minutes = Math.round(millis / 60_000);
  const [count, unit] =
    minutes >= 20 * 60 ? [Math.round(minutes / 1440), "day"] : minutes >= 60 ? [Math.round(minutes / 60), "hour"] : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
