// The note that an owner takes home: the mark's code and the slip.
import { el } from "./dom";
import { slip } from "./uuid";

/** The bike that was saved last. */
export interface Saved {
  id: string;
  code: string;
  /** Whether the owner gave an e-mail address. */
  email: boolean;
}

/** Fills in the note and shows it; a bike that was sent has its reference by then. */
export function showNote({ id, code, email, reference }: Saved & { reference: string | undefined }): void {
  el("note-code").textContent = code;
  el("note-slip").textContent = slip(id);
  el("note-reference").textContent = reference ? `, reference ${reference}` : "";
  el("note-how").textContent = email
    ? "We have sent you an e-mail with your bike’s reference and a link to confirm it."
    : "You did not give an e-mail address. The code and the receipt number show which bike is yours. To add an address later, ask the volunteer for the paper slip of this label.";
  const dialog = el<HTMLDialogElement>("note");
  if (!dialog.open) dialog.showModal();
}
