// Puts the bike that was saved last right, as long as the page still has what was typed about it.
import type { BikeForm } from "./bike-form";
import { el } from "./dom";
import type { Last, LastBike } from "./last-bike";

export class Correction {
  /** The bike that is being put right. */
  of: LastBike | undefined;

  constructor(
    private readonly form: BikeForm,
    private readonly last: Last,
    /** Hints of the labels that were used on this phone. */
    private readonly used: Set<number>,
  ) {}

  /** Fills the form in with the bike that was saved last. */
  async begin(): Promise<void> {
    const { bike } = this.last;
    if (!bike?.typed || this.form.unsaved) return;
    const { words, photo } = bike.typed;
    this.of = bike;
    // Its own label may be named again.
    this.used.delete(bike.hint);
    el("saved").hidden = true;
    el("bike-title").textContent = "Put this bike right";
    el("correcting").hidden = false;
    await this.form.fill(words, photo);
    el("frame_number").focus();
  }

  /** Leaves the bike as it was saved. */
  leave(): void {
    const bike = this.of;
    if (!bike) return;
    this.used.add(bike.hint);
    this.form.clear();
    this.end();
    this.last.show(bike);
  }

  /** The form is for the next bike again. */
  end(): void {
    this.of = undefined;
    el("bike-title").textContent = "Next bike";
    el("correcting").hidden = true;
  }
}
