// The bike that was saved last. What was typed about it is kept in memory alone, and only until the next one is begun.
import type { Words } from "./bike-form";
import { el } from "./dom";
import { type Saved, showNote } from "./note";
import { slip } from "./uuid";

export interface LastBike extends Saved {
  hint: number;
  /** What was typed; nothing once the next bike is begun. */
  typed: { words: Words; photo: File | undefined } | undefined;
}

export class Last {
  bike: LastBike | undefined;

  /** Shows that a bike is saved. */
  show(bike: LastBike): void {
    this.bike = bike;
    el("saved-text").textContent = `${bike.code}, receipt ${slip(bike.id)}`;
    el("saved-more").hidden = false;
    el("saved").hidden = false;
  }

  /** The next bike is begun: what was typed about this one is forgotten. */
  forget(): void {
    if (this.bike) this.bike.typed = undefined;
    el("saved-more").hidden = true;
  }

  /** Takes the bike off the screen. */
  hide(): void {
    this.bike = undefined;
    el("saved").hidden = true;
  }

  note(reference: string | undefined): void {
    if (this.bike) showNote({ ...this.bike, reference });
  }
}
