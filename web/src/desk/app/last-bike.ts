// The last saved bike. What was typed about it stays in memory only, and only until the next bike is begun.
import type { Words } from "./bike-form";
import { el } from "./dom";
import { type Saved, showNote } from "./note";
import { slip } from "./uuid";

export interface LastBike extends Saved {
  hint: number;
  /** What was typed. Undefined once the next bike is begun. */
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

  /** Forgets what was typed about the bike, because the next one is begun. */
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
