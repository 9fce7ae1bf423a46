// "Back" in a real browser: it shows the form again with what was typed, and what was sent is not made twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, startBrowser } from "./harness.mjs";
import { heading } from "./people.mjs";

let chromium;
before(async () => {
  chromium = await startBrowser();
});
after(() => chromium?.stop());

/** Opens a tab with the browser's cache on. The harness turns the cache off to weigh pages. */
async function tab(js) {
  const context = await chromium.browser.newContext({ javaScriptEnabled: js, locale: "en-GB", timezoneId: "Europe/London" });
  const page = await context.newPage();
  const press = (label) =>
    Promise.all([page.waitForEvent("load"), page.locator("main button", { hasText: label }).first().click()]);
  return { page, press, close: () => context.close() };
}

/** Finds an event that takes bookings. */
async function bookable(page) {
  await page.goto(address("/events"));
  const events = await page.locator("main a[href^='/events/']").evaluateAll((links) => links.map((link) => link.href));
  for (const href of new Set(events.filter((href) => /\/events\/\d+$/.test(href)))) {
    const answer = await page.goto(`${href}/book`);
    if (answer?.status() === 200 && (await page.locator("input[name=time]").count())) return `${href}/book`;
  }
  throw new Error("no event of the demo takes bookings");
}

for (const js of [true, false]) {
  const how = js ? "with script" : "without script";

  test(`Back to a question that came back with an error shows it, ${how}`, async () => {
    const { page, press, close } = await tab(js);
    await page.goto(address("/register/email"));
    await page.fill("#email", "nobody");
    await press("Continue");
    assert.equal(await page.locator("#email-error").count(), 1);
    await page.fill("#email", `back-${Date.now()}@example.org`);
    await press("Continue");
    assert.equal(await heading(page), "Can you read the frame number?");
    await page.goBack();
    assert.equal(await page.locator("#email").count(), 1, await page.locator("body").innerText());
    await page.goBack();
    assert.equal(await page.locator("#email").count(), 1, await page.locator("body").innerText());
    // The form can be sent from here, and the same registration goes on.
    await page.fill("#email", `back-${Date.now()}@example.org`);
    await press("Continue");
    assert.equal(await heading(page), "Can you read the frame number?");
    await close();
  });

  test(`Back after an error in a booking shows the form, and a second press books no second place, ${how}`, async () => {
    const { page, press, close } = await tab(js);
    await page.goto(await bookable(page));
    await press("Book");
    assert.ok(await page.locator(".govuk-error-summary").count());
    // The last time of the day has the most places left, so it can still be booked after this.
    await page.locator("input[name=time]:not([value^=wait])").last().check();
    await page.fill("#name", "Robin Rowe");
    await page.fill("#phone", `07700 900${100 + Math.floor(Math.random() * 900)}`);
    await press("Book");
    const made = new URL(page.url()).pathname;
    assert.match(made, /^\/events\/bookings\//);
    await page.goBack();
    assert.equal(await page.locator("#name").count(), 1, await page.locator("body").innerText());
    assert.equal(await page.inputValue("#name"), "Robin Rowe");
    await press("Book");
    assert.equal(new URL(page.url()).pathname, made, "the same booking");
    await close();
  });
}
