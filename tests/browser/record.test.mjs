// An owner changes a bike, changes their own details and passes the bike on, on a phone and on a desktop.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, checkOpenPage, openTab, startBrowser, WIDTHS } from "./harness.mjs";
import { confirm, freshNumber, heading, openLetter, register } from "./people.mjs";

let chromium;
before(async () => {
  chromium = await startBrowser();
});
after(() => chromium?.stop());

for (const width of WIDTHS) {
  test(`a bike is changed and passed on at ${width} px`, async () => {
    const [email, buyer] = ["seller", "buyer"].map((who) => `${who}-${width}-${Date.now()}@example.org`);
    const owner = await openTab(chromium.browser, { width });
    const { page } = owner;
    const look = (tab, name) => checkOpenPage(tab, { name: `record-${name}`, width });
    await register(page, { email, number: freshNumber() });
    await confirm(page, email);
    const bike = new URL(page.url()).pathname;
    await look(owner, "bike");

    await page.getByRole("link", { name: "Change colours" }).click();
    await look(owner, "change");
    await page.getByRole("radio", { name: "Green", exact: true }).check();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    assert.equal(new URL(page.url()).pathname, bike);
    assert.match((await page.locator("main").textContent()) ?? "", /We have changed the colours/);
    assert.match((await page.locator(".govuk-summary-list").first().textContent()) ?? "", /Green/);

    for (const [path, name] of [
      ["/account", "list"],
      ["/account/details", "details"],
      ["/account/details/change", "details-change"],
      ["/account/details/e-mail", "address"],
      [`${bike}/retire`, "retire"],
    ]) {
      await page.goto(address(path));
      await look(owner, name);
    }

    await page.goto(address(bike));
    await page.getByRole("link", { name: "Pass this bike on to a new owner" }).click();
    await look(owner, "pass-on");
    await page.getByLabel("The new owner’s e-mail address").fill(buyer);
    await page.getByRole("button", { name: "Send the link" }).click();
    assert.equal(await heading(page), "You are passing this bike on");
    await look(owner, "waiting");

    const other = await openTab(chromium.browser, { width });
    await openLetter(other.page, buyer, /passed on to you/);
    await other.page.locator(".fm-letter a[href*='/transfer/']").first().click();
    assert.equal(await heading(other.page), "Is this bike yours now?");
    await look(other, "accept");
    await other.page.getByLabel("Your name").fill("Ben Bell");
    await other.page.getByLabel("Your postcode").fill("CB1 2AB");
    await other.page.getByRole("button", { name: "Yes, it is mine now" }).click();
    assert.equal(new URL(other.page.url()).pathname, bike);
    await look(other, "accepted");
    await page.goto(address("/account"));
    assert.match((await page.locator("main").textContent()) ?? "", /You have not registered a bike yet/);
    await other.close();
    await owner.close();
  });
}
