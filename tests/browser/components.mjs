// Checks every component in the layout: `cargo run -p web --example components -- 8090`, then
// FRAMEMARK_URL=http://127.0.0.1:8090 node --test components.mjs
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, checkPage, openTab, startBrowser } from "./harness.mjs";

let chromium;
before(async () => {
  chromium = await startBrowser();
});
after(() => chromium?.stop());

test("every component passes, with JavaScript and without", async (t) => {
  for (const js of [true, false]) {
    const { weight } = await checkPage(chromium.browser, address("/components"), { js });
    t.diagnostic(`${weight} bytes ${js ? "with" : "without"} JavaScript`);
  }
});

test("errors and notices pass", async () => {
  await checkPage(chromium.browser, address("/components?errors"), { name: "components-errors" });
  await checkPage(chromium.browser, address("/components?officer"), { name: "components-officer" });
});

test("error pages pass", async () => {
  await checkPage(chromium.browser, address("/nothing-here"), { status: 404 });
  await checkPage(chromium.browser, address("/broken"), { status: 500 });
});

test("the error summary leads to the field", async () => {
  const tab = await openTab(chromium.browser, { width: 390 });
  await tab.page.goto(address("/components?errors"));
  assert.equal(await tab.page.evaluate(() => document.activeElement?.className), "govuk-error-summary");
  for (const id of ["email", "frame_number", "features", "make", "kind", "colours", "stolen_month", "photo"]) {
    await tab.page.click(`.govuk-error-summary a[href="#${id}"]`);
    assert.equal(await tab.page.evaluate(() => document.activeElement?.id), id);
  }
  await tab.close();
});

test("the menu opens on a phone, and is always open without JavaScript", async () => {
  const tab = await openTab(chromium.browser, { width: 390 });
  await tab.page.goto(address("/components"));
  const link = tab.page.locator(".govuk-service-navigation__list a", { hasText: "Register a bike" });
  assert.equal(await link.isVisible(), false);
  await tab.page.click(".govuk-service-navigation__toggle");
  assert.equal(await link.isVisible(), true);
  await tab.close();

  const plain = await openTab(chromium.browser, { width: 390, js: false });
  await plain.page.goto(address("/components"));
  assert.equal(await plain.page.locator(".govuk-service-navigation__list a").first().isVisible(), true);
  await plain.close();
});

test("a sortable table sorts", async () => {
  const tab = await openTab(chromium.browser);
  await tab.page.goto(address("/components"));
  const first = () => tab.page.locator("table tbody tr td").first().textContent();
  assert.equal(await first(), "CB/26/0091");
  await tab.page.click("th button:has-text('Bits')");
  assert.equal(await first(), "CB/26/0107");
  await tab.page.click("th button:has-text('Bits')");
  assert.equal(await first(), "CB/26/0091");
  await tab.close();
});

test("a radio button shows its fields while it is chosen, and always without JavaScript", async () => {
  const tab = await openTab(chromium.browser);
  await tab.page.goto(address("/components"));
  const more = tab.page.locator("#number_read");
  assert.equal(await more.isVisible(), true);
  await tab.page.check("#number-no");
  assert.equal(await more.isVisible(), false);
  await tab.page.check("#number");
  assert.equal(await more.isVisible(), true);
  await tab.close();

  const plain = await openTab(chromium.browser, { js: false });
  await plain.page.goto(address("/components"));
  await plain.page.check("#number-no");
  assert.equal(await plain.page.locator("#number_read").isVisible(), true);
  await plain.close();
});
