// Asks once about an e-mail address that looks mistyped. The volunteer taps the correction or what was typed. Saving
// again also keeps what was typed.
import { button, el } from "./dom";
import { likelyMeant } from "./near-miss";

export class EmailQuestion {
  /** The address that was asked about, or that needs no question. */
  private settled = "";

  constructor(private readonly answered: (email: string) => void) {}

  /** Whether the question is still open. */
  get isOpen(): boolean {
    return el("email-says").childElementCount > 0;
  }

  /** Returns the field's message, if there is a question about this address. */
  ask(email: string): [string, string][] {
    const meant = likelyMeant(email);
    if (meant === undefined || email === this.settled) {
      this.close();
      return [];
    }
    this.settled = email;
    const answer = (chosen: string, text: string): HTMLButtonElement =>
      button("fd-chip fd-chip--offer", text, () => {
        this.accept(chosen);
        this.answered(chosen);
      });
    const chips = document.createElement("div");
    chips.className = "fd-chips fd-chips--small";
    chips.append(answer(meant, `Use ${meant}`), answer(email, `Keep ${email}`));
    el("email-says").replaceChildren(chips);
    return [["email", `Did you mean ${meant}?`]];
  }

  /** Accepts an address without a question. */
  accept(email: string): void {
    this.settled = email;
    this.close();
  }

  /** Removes the question. */
  close(): void {
    el("email-says").replaceChildren();
  }
}
