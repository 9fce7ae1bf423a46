// The form for one bike. It asks only for what we need, and is emptied as soon as the bike is saved.
import { offered } from "../../shared/offered";
import { canScan, scansInto } from "../../shared/scan/offer";
import { alarm, alarmed, button, el, quiet } from "./dom";
import { EmailQuestion } from "./email-question";
import { frameHint, type Kit } from "./kit";
import { type Checked, check, type Labels, tell } from "./label";

/** What the form holds, under the names that the server reads. */
export interface Words {
  code: string;
  frame_number: string;
  frame_unread: string;
  make: string;
  colour: string;
  kind: string;
  name: string;
  email: string;
  phone: string;
  consent: string;
}

const form = (): HTMLFormElement => el<HTMLFormElement>("bike");
const input = (id: string): HTMLInputElement => el<HTMLInputElement>(id);
const chosen = (name: string): string =>
  form().querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value ?? "";

export function words(code: string): Words {
  const typed = (id: string): string => input(id).value.trim();
  return {
    code,
    frame_number: typed("frame_number"),
    frame_unread: typed("frame_number") === "" ? chosen("frame_unread") : "",
    make: typed("make"),
    colour: chosen("colour"),
    kind: chosen("kind"),
    name: typed("name"),
    email: typed("email"),
    phone: typed("phone"),
    consent: chosen("consent"),
  };
}

/** Returns what is wrong with each field, in the order of the form. The server checks again. */
export function problems(typed: Words): [keyof Words, string][] {
  const found: [keyof Words, string][] = [];
  if (typed.frame_number === "" && typed.frame_unread === "") {
    found.push(["frame_number", "Enter the frame number, or tap why there is none"]);
  } else if (typed.frame_number !== "" && !/[a-z0-9]/i.test(typed.frame_number)) {
    found.push(["frame_number", "Enter a frame number with letters or digits"]);
  }
  if (typed.make === "") found.push(["make", "Enter the make, or “unknown” if there is no name on it"]);
  if (typed.colour === "") found.push(["colour", "Tap the main colour"]);
  if (typed.email === "" && typed.phone === "") found.push(["email", "Enter an e-mail address or a phone number"]);
  if (typed.email !== "" && !/^[^\s@,;<>()]+@[^\s@.,;<>()]+(\.[^\s@.,;<>()]+)+$/.test(typed.email)) {
    found.push(["email", "Enter an e-mail address like name@example.org"]);
  }
  const digits = typed.phone.replace(/[^0-9]/g, "").length;
  if (typed.phone !== "" && (!/^\+?[0-9 ().-]+$/.test(typed.phone) || digits < 7 || digits > 15)) {
    found.push(["phone", "Enter a phone number like 07700 900123"]);
  }
  if (typed.consent !== "yes") found.push(["consent", "Ask the owner, then tick that they agree"]);
  return found;
}

/** Removes the signs that a field is wrong, including those for screen readers. */
function forgive(group: Element): void {
  group.classList.remove("fd-group--wrong");
  for (const own of group.querySelectorAll("[aria-invalid]")) {
    own.removeAttribute("aria-invalid");
    const others = (own.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.endsWith("-error"));
    if (others.join("") === "") own.removeAttribute("aria-describedby");
    else own.setAttribute("aria-describedby", others.join(" "));
  }
}

/** Hides the message of a field that was corrected. It keeps its space, so that nothing moves under a thumb. */
function mended(field: string): void {
  const group = el(`group-${field}`);
  if (!group.classList.contains("fd-group--wrong")) return;
  forgive(group);
  group.querySelector(".fd-error")?.classList.add("fd-mended");
  if (alarmed("fields")) el("alert").classList.add("fd-mended");
}

/** Puts messages beside their fields and goes to the first. */
export function mark(found: readonly [string, string][]): void {
  for (const old of form().querySelectorAll(".fd-error")) old.remove();
  for (const group of form().querySelectorAll(".fd-group--wrong")) forgive(group);
  for (const [field, message] of found) {
    const group = el(`group-${field}`);
    group.classList.add("fd-group--wrong");
    const says = document.createElement("p");
    says.className = "fd-error";
    says.id = `${field}-error`;
    says.textContent = message;
    // The message goes below the field's label, as on every page. Only the message about the code goes above its
    // button.
    const named = field === "code" ? null : (group.querySelector(".fd-named") ?? group.querySelector(".fd-label"));
    const folded = group.closest("details");
    if (folded) folded.open = true;
    if (named) named.after(says);
    else group.prepend(says);
    const own = group.querySelector("input");
    own?.setAttribute("aria-invalid", "true");
    own?.setAttribute("aria-describedby", `${own.getAttribute("aria-describedby") ?? ""} ${says.id}`.trim());
  }
  const first = found[0];
  const more = found.length - 1;
  if (!first) {
    quiet("fields", "saving");
  } else {
    alarm("fields", `${first[1]}${more > 0 ? `. ${more} more ${more === 1 ? "answer is" : "answers are"} missing or wrong` : ""}`);
    const group = el(`group-${first[0]}`);
    group.querySelector<HTMLInputElement>("input")?.focus({ preventScroll: true });
    group.scrollIntoView({ block: "center" });
  }
}

/** The live parts of the form. */
export class BikeForm {
  labels: Labels | undefined;
  kit: Kit | undefined;
  /** When the work on this bike began. Undefined until somebody touches the form. */
  begun: number | undefined;
  /** Called when the work on a bike begins. */
  onBegin: () => void = () => undefined;
  private sure: string | undefined;
  private asked = 0;
  private readonly emailQuestion = new EmailQuestion((email) => {
    input("email").value = email;
    mended("email");
  });

  constructor() {
    form().addEventListener("input", (event) => {
      this.begin();
      const target = event.target as HTMLInputElement;
      if (target.id === "code") void this.checkCode();
      if (target.id === "make") this.offerMakes();
      if (target.id === "email") this.emailQuestion.close();
      if (target.id === "make" || target.id === "frame_number") this.hint();
      // Only one reason for a missing number can be chosen.
      if (target.name === "frame_unread" && target.checked) {
        for (const other of form().querySelectorAll<HTMLInputElement>('input[name="frame_unread"]')) {
          if (other !== target) other.checked = false;
        }
      }
    });
    form().addEventListener("change", () => this.mend());
    // The keyboard's "next" key goes to the next field, as in other apps.
    form().addEventListener("keydown", (event) => {
      const target = event.target as HTMLInputElement;
      if (event.key !== "Enter" || target.type === "checkbox" || target.type === "radio" || target.tagName !== "INPUT") return;
      event.preventDefault();
      const order = ["code", "frame_number", "make"];
      const next = order[order.indexOf(target.id) + 1];
      if (next && order.includes(target.id)) input(next).focus();
      else if (target.id === "make") {
        target.blur();
        el("group-colour").scrollIntoView({ block: "start" });
      } else if (target.id === "email") input("phone").focus();
      else target.blur();
    });
    this.offerMakes();
    this.offerBarCodes();
  }

  /** Offers to scan a bar code, because many frames have their number as one too. Without a camera, does nothing. */
  private offerBarCodes(): void {
    const scan = el<HTMLButtonElement>("scan-frame");
    scan.hidden = !canScan();
    scansInto(scan, input("frame_number"), { dialog: "fd-dialog", button: "fd-big" });
  }

  private begin(): void {
    if (this.begun !== undefined) return;
    this.begun = Date.now();
    this.onBegin();
  }

  /** Fills in the form with a saved bike, to correct it. */
  async fill(saved: Words, photo: File | undefined): Promise<void> {
    this.clear();
    this.begun = Date.now();
    for (const id of ["code", "frame_number", "make", "name", "email", "phone"] as const) input(id).value = saved[id];
    for (const name of ["frame_unread", "colour", "kind", "consent"] as const) {
      for (const box of form().querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)) box.checked = box.value === saved[name] && saved[name] !== "";
    }
    if (photo) {
      const files = new DataTransfer();
      files.items.add(photo);
      input("photo").files = files.files;
    }
    el<HTMLDetailsElement>("more").open = saved.kind !== "" || photo !== undefined;
    this.sure = saved.code;
    this.emailQuestion.accept(saved.email);
    this.hint();
    this.offerMakes();
    await this.checkCode();
  }

  /** Fills in the owner of the previous bike. They are asked again whether they agree. */
  fillOwner(owner: Pick<Words, "name" | "email" | "phone">): void {
    this.begin();
    for (const id of ["name", "email", "phone"] as const) input(id).value = owner[id];
    this.emailQuestion.accept(owner.email);
  }

  /** Fills in the code, from the camera or from an answer to a question, and goes on to the frame number. */
  async take(code: string, sure = false): Promise<Checked | undefined> {
    this.begin();
    input("code").value = code;
    if (sure) this.sure = code;
    const checked = await this.checkCode();
    if (checked?.state === "good") input("frame_number").focus();
    return checked;
  }

  async checkCode(): Promise<Checked | undefined> {
    const text = input("code").value;
    const turn = (this.asked += 1);
    // Do not complain while somebody is still typing.
    const early = text.trim() === "" || (!text.includes("/") && text.replace(/[\s-]/g, "").length < 10);
    const checked = early || !this.labels ? undefined : await check(text, this.labels, this.sure);
    if (turn === this.asked) {
      tell(checked, (code, sure) => void this.take(code, sure));
      if (checked?.state === "good") mended("code");
    }
    return checked;
  }

  /** Returns the code if it can be used, or says what is wrong with it. */
  async code(): Promise<{ code: string; hint: number } | string> {
    if (!this.labels) return "The desk is not open";
    const text = input("code").value;
    if (text.trim() === "") return "Scan the label, or type its code";
    const checked = await check(text, this.labels, this.sure);
    // An error is shown once, as the message of the field.
    tell(checked.state === "wrong" ? undefined : checked, (code, sure) => void this.take(code, sure));
    if (checked.state === "good") return checked;
    return checked.state === "wrong" ? checked.says : "Answer the question about the code";
  }

  /** Returns what is wrong with each field. Asks once about an e-mail address that looks mistyped. */
  problems(typed: Words): [string, string][] {
    const found = problems(typed);
    return found.some(([field]) => field === "email") ? found : [...found, ...this.emailQuestion.ask(typed.email)];
  }

  /** Whether the form holds something that is not saved. */
  get unsaved(): boolean {
    return [...new FormData(form()).values()].some((value) => (typeof value === "string" ? value.trim() !== "" : value.size > 0));
  }

  clear(): void {
    form().reset();
    el<HTMLDetailsElement>("more").open = false;
    this.begun = undefined;
    this.sure = undefined;
    this.emailQuestion.accept("");
    mark([]);
    tell(undefined, () => undefined);
    this.hint();
    this.offerMakes();
  }

  /** Hides the messages of fields that were corrected since the volunteer last tried to save. */
  private mend(): void {
    const still = new Set<string>(problems(words("")).map(([field]) => field));
    if (this.emailQuestion.isOpen) still.add("email");
    const now = [...form().querySelectorAll(".fd-group--wrong")].map((group) => group.id.replace("group-", ""));
    for (const field of now) {
      if (field !== "code" && !still.has(field)) mended(field);
    }
  }

  private hint(): void {
    const says = el("frame-says");
    const hint = frameHint(this.kit?.formats ?? [], input("make").value.trim(), input("frame_number").value);
    says.textContent = hint ?? "";
    says.className = hint ? "fd-says fd-says--ask" : "fd-says";
  }

  offerMakes(): void {
    const typed = input("make").value;
    const makes = this.kit?.makes ?? [];
    const names = typed.trim() === "" ? ["Unknown"] : offered(makes, typed).filter((name) => name !== typed).slice(0, 4);
    el("makes").replaceChildren(
      ...names.map((name) =>
        button("fd-chip fd-chip--offer", name === "Unknown" ? "No name on it" : name, () => {
          this.begin();
          input("make").value = name;
          this.offerMakes();
          this.hint();
          this.mend();
        }),
      ),
    );
    if (names[0] === "Unknown" && typed !== "") el("makes").replaceChildren();
  }
}
