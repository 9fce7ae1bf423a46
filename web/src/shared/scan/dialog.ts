// The dialog for scanning a bar code with the camera. If there are several codes, people choose one.
import { onlyNumber, type Read, readingsOf } from "./bar-code";
import { cameraTrouble, codesSeen, offerLight } from "./camera";

/** The classes of a dialog and its buttons, if they differ from those on a page. */
export interface Look {
  dialog: string;
  button: string;
}

const OF_A_PAGE: Look = { dialog: "", button: "" };

class ScanDialog {
  readonly dialog = document.createElement("dialog");
  private readonly title = document.createElement("h2");
  private readonly video = document.createElement("video");
  private readonly says = document.createElement("p");
  private readonly choices = document.createElement("div");
  private readonly light: HTMLButtonElement;
  private readonly again: HTMLButtonElement;
  private readonly ended = new AbortController();
  private chosen: string | undefined;

  constructor(private readonly look: Look) {
    this.title.id = "fm-scan-title";
    this.title.className = "govuk-heading-m";
    this.dialog.className = `fm-scan-dialog ${look.dialog}`.trim();
    this.dialog.setAttribute("aria-labelledby", this.title.id);
    this.video.muted = true;
    this.video.playsInline = true;
    this.says.className = "govuk-body";
    this.says.setAttribute("role", "status");
    this.light = this.button("Light", "govuk-button--secondary", () => undefined);
    this.light.hidden = true;
    this.again = this.button("Scan again", "govuk-button--secondary", () => void this.watch());
    this.again.hidden = true;
    const close = this.button("Type the number instead", "govuk-button--secondary", () => this.dialog.close());
    this.dialog.append(this.title, this.video, this.says, this.choices, this.light, this.again, close);
  }

  /** Opens the dialog. Returns the number that was chosen, or nothing if somebody closed the dialog without one. */
  async open(): Promise<string | undefined> {
    document.body.append(this.dialog);
    const closed = new Promise<void>((resolve) => this.dialog.addEventListener("close", () => resolve(), { once: true }));
    this.dialog.showModal();
    void this.watch();
    await closed;
    this.ended.abort();
    this.dialog.remove();
    return this.chosen;
  }

  private async watch(): Promise<void> {
    this.title.textContent = "Hold the bar code in front of the camera";
    this.says.textContent = "";
    this.choices.replaceChildren();
    this.again.hidden = true;
    this.video.hidden = false;
    try {
      const codes = await codesSeen(this.video, this.ended.signal, (light) => offerLight(light, this.light));
      if (this.ended.signal.aborted) return;
      const readings = readingsOf(codes);
      const number = onlyNumber(readings);
      if (number !== undefined) this.choose(number);
      else this.offer(readings);
    } catch (error) {
      this.says.textContent = cameraTrouble(error, "type the number");
    }
  }

  /** Lists what the codes say, each with what it seems to be. */
  private offer(readings: readonly Read[]): void {
    const [first, ...others] = readings;
    if (!first) this.title.textContent = "There is no number in this code";
    else if (others.length === 0) this.title.textContent = "Is this the number?";
    else this.title.textContent = "Which of these is the number?";
    this.video.hidden = true;
    this.again.hidden = false;
    for (const { text, seems } of readings) {
      const button = this.button("", "govuk-button--secondary fm-scan-choice", () => this.choose(text));
      const lines = document.createElement("span");
      for (const [className, words] of [["fm-code", text], ["fm-scan-choice__seems", `Seems to be ${seems}`]] as const) {
        const line = document.createElement("span");
        line.className = className;
        line.textContent = words;
        lines.append(line, " ");
      }
      button.append(lines);
      this.choices.append(button);
    }
    (this.choices.querySelector("button") ?? this.again).focus();
  }

  private choose(text: string): void {
    this.chosen = text;
    navigator.vibrate?.(60);
    this.dialog.close();
  }

  private button(text: string, className: string, press: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `govuk-button ${className} ${this.look.button}`.trim();
    button.textContent = text;
    button.addEventListener("click", press);
    return button;
  }
}

/** Opens the camera until a code is chosen. Returns nothing if the dialog is closed without one. */
export async function scanned(look: Look = OF_A_PAGE): Promise<string | undefined> {
  return new ScanDialog(look).open();
}
