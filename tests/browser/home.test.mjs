// A bike that the police hold comes home: the owner shows that it is theirs and books a time, the officer hands it over by
// its reference. And an owner's papers. On a phone and on a desktop.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, checkOpenPage, openTab, startBrowser, WIDTHS } from "./harness.mjs";
import { confirm, freshNumber, heading, register, reportStolen, signIn } from "./people.mjs";

/** Opens a page after the previous page has loaded everything that it asks for. */
async function visit(page, path) {
  await page.waitForLoadState("networkidle");
  await page.goto(address(path));
}

let chromium;
before(async () => {
  chromium = await startBrowser();
});
after(() => chromium?.stop());

for (const width of WIDTHS) {
  test(`a held bike comes home at ${width} px`, async () => {
    const email = `home-${width}-${Date.now()}@example.org`;
    const number = freshNumber();
    const owner = await openTab(chromium.browser, { width });
    const { page } = owner;
    const look = (tab, name) => checkOpenPage(tab, { name: `home-${name}`, width });
    await register(page, { email, number });
    await confirm(page, email);
    const bike = new URL(page.url()).pathname;

    const door = await openTab(chromium.browser, { width });
    await signIn(door.page, "officer@example.org");
    // We use a new tab, because it should not be blamed for what the sign-in pages did not finish loading.
    const officer = await openTab(chromium.browser, { width, context: door.page.context() });
    await visit(officer.page, "/police/collections/hours");
    for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]) {
      const group = officer.page.getByRole("group", { name: day });
      await group.getByLabel("From").fill("10:00");
      await group.getByLabel("Until").fill("16:00");
    }
    await officer.page.getByLabel("Where are bikes collected?").fill("Unit 4, Trade Park");
    await look(officer, "hours");
    await officer.page.getByRole("button", { name: "Save" }).click();
    assert.equal(await heading(officer.page), "Collections");
    await visit(officer.page, "/police/recoveries/new");
    await officer.page.getByLabel("Property reference").fill(`PS/H/${width}/${Date.now()}`);
    await officer.page.getByLabel("What can you read of the frame number?").fill(number);
    await officer.page.getByRole("button", { name: "Record and look for its owner" }).click();
    await officer.page.getByRole("button", { name: /It is this bike/ }).first().click();
    const theirs = new URL(officer.page.url()).pathname;

    await visit(page, `${bike}/home`);
    await look(owner, "to-prove");
    await visit(page, `${bike}/home/proof`);
    await page.getByLabel("Something about the bike that only its owner knows").check();
    await page.getByLabel("What should the police look at?").fill("A dent below the saddle");
    await look(owner, "proof");
    await page.getByRole("button", { name: "Send to the police" }).click();
    await visit(officer.page, `${theirs}/home`);
    await look(officer, "counter");
    await officer.page.getByLabel("Yes").check();
    await officer.page.getByRole("button", { name: /^Save/ }).click();

    await visit(page, `${bike}/home/somebody-else`);
    await look(owner, "somebody-else");
    await visit(page, `${bike}/home/insurer`);
    await look(owner, "insurer");
    await visit(page, `${bike}/home/time`);
    await page.getByLabel("Time").selectOption({ index: 1 });
    await look(owner, "time");
    await page.getByRole("button", { name: "Book this time" }).click();
    await look(owner, "booked");
    const reference = (await page.locator(".fm-ticket .govuk-heading-l").textContent()) ?? "";

    await visit(officer.page, "/police/collections");
    await look(officer, "collections");
    await officer.page.getByLabel("Collection reference").fill(reference.trim());
    await officer.page.getByRole("button", { name: "Find the bike" }).click();
    await officer.page.getByRole("button", { name: "Hand the bike over" }).click();
    assert.match((await officer.page.locator(".fm-timeline").textContent()) ?? "", /returned to its owner/);

    await visit(page, bike);
    const certificate = await page.request.get(address(`${bike}/certificate.pdf`));
    assert.equal(certificate.headers()["content-type"], "application/pdf");
    await officer.close();
    await owner.close();
  });
}

for (const width of WIDTHS) {
  test(`a stolen bike is shared and its papers are made at ${width} px`, async () => {
    const email = `papers-${width}-${Date.now()}@example.org`;
    const owner = await openTab(chromium.browser, { width });
    const { page } = owner;
    await register(page, { email, number: freshNumber() });
    await confirm(page, email);
    const bike = new URL(page.url()).pathname;
    const certificate = await page.request.get(address(`${bike}/certificate.pdf`));
    assert.equal(certificate.headers()["content-type"], "application/pdf");
    await visit(page, bike);
    await reportStolen(page);
    await visit(page, `${bike}/poster`);
    await checkOpenPage(owner, { name: "papers-ask", width });
    await page.getByRole("button", { name: "Make the poster and the page" }).click();
    await checkOpenPage(owner, { name: "papers-shared", width });
    for (const name of ["poster.pdf", "theft-letter.pdf"]) {
      const paper = await page.request.get(address(`${bike}/${name}`));
      assert.equal(paper.headers()["content-type"], "application/pdf", name);
    }
    const shared = new URL((await page.locator(".govuk-inset-text a").first().getAttribute("href")) ?? "");
    await visit(page, shared.pathname);
    assert.match(await heading(page), /^Stolen bike/);
    await checkOpenPage(owner, { name: "papers-page", width });
    await owner.close();
  });
}
