// Shows the fields below a radio button only while it is chosen. GOV.UK's own script sets `aria-expanded`, which is
// not allowed on a radio button. It is not needed here, because the fields come right after the button. Without
// JavaScript, all fields are shown.

const HIDDEN = "govuk-radios__conditional--hidden";

function follow(group: Element): void {
  for (const radio of group.querySelectorAll<HTMLInputElement>("input[type=radio][data-aria-controls]")) {
    const more = document.getElementById(radio.dataset["ariaControls"] ?? "");
    more?.classList.toggle(HIDDEN, !radio.checked);
  }
}

/** Makes every group of radio buttons inside `scope` show only the fields of the chosen button. */
export function revealing(scope: Document): void {
  for (const group of scope.querySelectorAll('[data-module="govuk-radios"]')) {
    follow(group);
    group.addEventListener("change", () => follow(group));
    // When the user goes back, the browser restores the choice after the page has loaded.
    scope.defaultView?.addEventListener("pageshow", () => follow(group));
  }
}
