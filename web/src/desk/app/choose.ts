// Choosing the event for this desk, and why a desk cannot be opened.
import { el, made, show } from "./dom";
import type { Event } from "./kit";
import type { Failure } from "./server";

/** Why a desk cannot be opened, in words that say what to do. */
export const NOT_OPENED: Record<Failure, string> = {
  "signed-out": "Sign in to open a desk. Saved bikes stay on this phone until they are sent.",
  "not-allowed": "Your account cannot open a desk. Ask your coordinator.",
  "no-network": "There is no signal. You need one to open a desk, but not afterwards.",
  "server-down": "We cannot reach the register. Try again in a minute.",
};

function choice(event: Event, first: boolean): HTMLElement {
  const label = made("label", "fd-chip");
  const radio = made("input", "");
  radio.type = "radio";
  radio.name = "event";
  radio.value = String(event.id);
  radio.checked = first;
  const words = made("span", "");
  words.append(made("strong", "", event.name), made("small", "fd-chip__more", `${event.place}, ${event.day}`));
  label.append(radio, words);
  return label;
}

/** Shows the events to choose from, or says that there are none. */
export function offerEvents(events: readonly Event[]): void {
  if (events.length === 0) {
    el("opening-says").textContent =
      "You are not on the rota for any event today or tomorrow. Ask your coordinator to add you, or use the online form.";
    show("opening");
    return;
  }
  el("choose-events").replaceChildren(...events.map((event, place) => choice(event, place === 0)));
  show("choose");
}
