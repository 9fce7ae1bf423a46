// Which event this phone is a desk of, and why it is none.
import { el, made, show } from "./dom";
import type { Event } from "./kit";
import type { Failure } from "./server";

/** Why a desk cannot be opened, in words that say what to do. */
export const NOT_OPENED: Record<Failure, string> = {
  "signed-out": "Sign in to open a desk. What this phone has saved stays on it until it is sent.",
  "not-allowed": "Your account may not work at a desk. Ask your coordinator.",
  "no-network": "There is no network. A desk is opened with one; after that it works without.",
  "server-down": "The register does not answer. Try again in a minute.",
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

/** Shows the events of today from which to choose, or says that there is none. */
export function offerEvents(events: readonly Event[]): void {
  if (events.length === 0) {
    el("opening-says").textContent =
      "There is no event today at which you may work. Ask your coordinator to put you on the rota, or use the form that needs a network.";
    show("opening");
    return;
  }
  el("choose-events").replaceChildren(...events.map((event, place) => choice(event, place === 0)));
  show("choose");
}
