/** Returns the element with this id. The shell must have one. */
export function el<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

/** Makes an element with a class and text. */
export function made<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ""): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/** Makes a button that does something. */
export function button(className: string, text: string, press: () => void): HTMLButtonElement {
  const element = made("button", className, text);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

const VIEWS = ["opening", "choose", "bike", "queue"] as const;
export type View = (typeof VIEWS)[number];

/** Shows one view and hides the others. */
export function show(view: View): void {
  for (const name of VIEWS) el(`view-${name}`).hidden = name !== view;
  window.scrollTo(0, 0);
}

/** What an alarm is about. The alarm stays until that is settled, or until another alarm replaces it. */
export type About = "choice" | "fields" | "saving" | "clock" | "queue";

/** Shows a message that must not be missed, above everything else. */
export function alarm(about: About, text: string): void {
  const box = el("alert");
  box.textContent = text;
  box.dataset["about"] = about;
  box.hidden = false;
  box.classList.remove("fd-mended");
  window.scrollTo(0, 0);
}

/** Whether the alarm on the screen is about this. */
export const alarmed = (about: About): boolean => el("alert").dataset["about"] === about;

/** Removes the alarm from the screen if it is about one of these. */
export function quiet(...about: readonly About[]): void {
  const box = el("alert");
  if (!about.some(alarmed)) return;
  box.textContent = "";
  delete box.dataset["about"];
  box.hidden = true;
}
