// The note that an owner takes home, with the mark's code and the receipt number.
import { el } from "./dom";
import { slip } from "./uuid";

/** The last saved bike. */
export interface Saved {
  id: string;
  code: string;
  /** Whether the owner gave an e-mail address. */
  email: boolean;
}

/** Fills in the note and shows it. If the bike has already been sent, the note has its reference. */
export function showNote({ id, code, email, reference }: Saved & { reference: string | undefined }): void {
  el("note-code").textContent = code;
  el("note-slip").textContent = slip(id);
  el("note-reference").textContent = reference ? `, reference ${reference}` : "";
  el("note-how").textContent = email
    ? "We have sent you an e-mail with your bike’s reference and a link to confirm it."
    : "You did not give an e-mail address. The code and the receipt number show which bike is yours. To add an address later, ask the volunteer for the paper slip for this label.";
  const dialog = el<HTMLDialogElement>("note");
  if (!dialog.open) dialog.showModal();
}
