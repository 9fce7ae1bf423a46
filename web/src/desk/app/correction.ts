// Corrects the last saved bike, as long as the page still has what was typed about it.
import type { BikeForm } from "./bike-form";
import { el } from "./dom";
import type { Last, LastBike } from "./last-bike";

export class Correction {
  /** The bike that is being corrected. */
  of: LastBike | undefined;

  constructor(
    private readonly form: BikeForm,
    private readonly last: Last,
    /** Hints of the labels that were used on this phone. */
    private readonly used: Set<number>,
  ) {}

  /** Fills in the form with the last saved bike. */
  async begin(): Promise<void> {
    const { bike } = this.last;
    if (!bike?.typed || this.form.unsaved) return;
    const { words, photo } = bike.typed;
    this.of = bike;
    // The bike may keep its own label.
    this.used.delete(bike.hint);
    el("saved").hidden = true;
    el("bike-title").textContent = "Correct this bike";
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

  /** Makes the form ready for the next bike. */
  end(): void {
    this.of = undefined;
    el("bike-title").textContent = "Next bike";
    el("correcting").hidden = true;
  }
}
