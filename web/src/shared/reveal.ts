// Shows the fields below a radio button only while it is chosen. GOV.UK's own script says so with
// `aria-expanded`, which a radio button may not have; the fields follow the button at once, so that nothing
// is lost without it. Without script all of them are shown.

const HIDDEN = "govuk-radios__conditional--hidden";

function follow(group: Element): void {
  for (const radio of group.querySelectorAll<HTMLInputElement>("input[type=radio][data-aria-controls]")) {
    const more = document.getElementById(radio.dataset["ariaControls"] ?? "");
    more?.classList.toggle(HIDDEN, !radio.checked);
  }
}

/** Makes every group of radio buttons under `scope` show what belongs to the one that is chosen. */
export function revealing(scope: Document): void {
  for (const group of scope.querySelectorAll('[data-module="govuk-radios"]')) {
    follow(group);
    group.addEventListener("change", () => follow(group));
    // A browser that goes back restores what was chosen after the page has loaded.
    scope.defaultView?.addEventListener("pageshow", () => follow(group));
  }
}
