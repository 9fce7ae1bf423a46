// Reads the code on the label, corrects it, and compares it with the event's kit.
import { button, el, made } from "./dom";
import { type Hints, hintOf } from "./kit";
import { read, sentence } from "./mark-code";

/** What the phone knows about the event's labels. */
export interface Labels {
  event: number;
  kit: Hints;
  used: ReadonlySet<number>;
}

export type Checked =
  | { state: "good"; code: string; hint: number }
  /** The volunteer must agree first. `codes` are the codes that may have been meant. */
  | { state: "ask"; says: string; codes: string[] }
  | { state: "wrong"; says: string };

/** Checks what was typed or scanned. `sure` is a code that the volunteer wants to use although it is not in the kit. */
export async function check(text: string, labels: Labels, sure?: string): Promise<Checked> {
  const reading = read(text);
  switch (reading.kind) {
    case "not-a-mark":
      return { state: "wrong", says: reading.why };
    case "exact":
      return ofKit(reading.code, labels, sure);
    case "corrected":
    case "restored":
      return { state: "ask", says: `${sentence(reading.putRight)}.`, codes: [reading.code] };
    case "unresolved": {
      const known = await Promise.all(reading.candidates.map((code) => labels.kit.has(code)));
      const codes = reading.candidates.filter((_, place) => known[place]);
      return codes.length > 0 && codes.length <= 4
        ? { state: "ask", says: "These labels from the event match.", codes }
        : { state: "wrong", says: "Too many characters cannot be read. Use another label, and put this one aside" };
    }
  }
}

async function ofKit(code: string, { event, kit, used }: Labels, sure?: string): Promise<Checked> {
  const hint = await hintOf(event, code);
  if (used.has(hint)) {
    return { state: "wrong", says: "This label has already been used on this phone. Use another one, and put this one aside" };
  }
  if (sure !== code && !(await kit.has(code))) {
    return { state: "ask", says: "This label is not in this event’s kit. Use another one. If it is already on the bike, a coordinator will sort it out.", codes: [code] };
  }
  return { state: "good", code, hint };
}

/**
 * Shows the message about the code, with a button for each code that it may be. Choosing a corrected code does not mean
 * accepting a label from another kit. Only `sure` does.
 */
export function tell(checked: Checked | undefined, choose: (code: string, sure: boolean) => void): void {
  const says = el("code-says");
  says.replaceChildren();
  says.className = "fd-says";
  if (!checked) return;
  if (checked.state === "good") {
    says.classList.add("fd-says--good");
    says.append(made("strong", "fd-says__code", checked.code));
    return;
  }
  says.classList.add(checked.state === "ask" ? "fd-says--ask" : "fd-says--wrong");
  says.append(made("p", "fd-says__text", checked.says));
  if (checked.state !== "ask") return;
  const known = read(el<HTMLInputElement>("code").value);
  for (const code of checked.codes) {
    const same = known.kind === "exact" && known.code === code;
    says.append(button("fd-yes", same ? "Use it anyway" : `Yes, it says ${code}`, () => choose(code, same)));
  }
}
