// The whole way from the theft to the owner's front door: a bike is registered with its label and reported stolen, the police
// find it and misread its number, the match waits for an officer, the owner collects it, and the lists count it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, openTab, startBrowser } from "./harness.mjs";
import { blankLabels, checkNumber, confirm, freshNumber, heading, openLetter, register, reportStolen, signIn, until } from "./people.mjs";

let chromium;
before(async () => {
  chromium = await startBrowser();
});
after(() => chromium?.stop());

/** Opens a page once the one before has loaded all that it asks for. */
async function visit(page, path) {
  await page.waitForLoadState("networkidle");
  await page.goto(address(path));
}

/** Reads two characters of a number wrongly. */
function misread(number) {
  const other = (character) => (character === "4" ? "9" : "4");
  return `${number.slice(0, 5)}${other(number[5])}${number.slice(6, 8)}${other(number[8])}${number.slice(9)}`;
}

/** Sets the hours of the property store: every day from ten to four. */
async function setHours(page) {
  await visit(page, "/police/collections/hours");
  for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]) {
    const group = page.getByRole("group", { name: day });
    await group.getByLabel("From").fill("10:00");
    await group.getByLabel("Until").fill("16:00");
  }
  await page.getByLabel("How many bikes can be collected at the same time?").fill("3");
  await page.getByLabel("Where are bikes collected?").fill("Unit 4, Trade Park");
  await page.getByRole("button", { name: "Save" }).click();
  assert.equal(await heading(page), "Collections");
}

test("a stolen bike with a misread number comes home", async () => {
  const email = `story-${Date.now()}@example.org`;
  const number = freshNumber("QXZ");
  const reference = `PS/STORY/${Date.now()}`;
  const owner = await openTab(chromium.browser, { width: 390 });
  const { page } = owner;
  await register(page, { email, number, mark: blankLabels()[3], colour: "Silver, grey or bare metal" });
  await confirm(page, email);
  const bike = new URL(page.url()).pathname;
  await visit(page, bike);
  await reportStolen(page);

  const door = await openTab(chromium.browser, { width: 1280 });
  await signIn(door.page, "officer@example.org");
  const officer = await openTab(chromium.browser, { width: 1280, context: door.page.context() });
  await setHours(officer.page);
  await visit(officer.page, "/police/recoveries/new");
  await officer.page.getByLabel("Property reference").fill(reference);
  await officer.page.getByLabel("What can you read of the frame number?").fill(misread(number));
  await officer.page.getByLabel("Main colour").selectOption({ label: "Silver, grey or bare metal" });
  await officer.page.getByRole("button", { name: "Record and look for its owner" }).click();

  // Nobody has to look again: the match waits, and until an officer decides the owner hears nothing.
  const pair = officer.page.locator(".fm-pair").filter({ hasText: reference });
  await until("match", async () => {
    await visit(officer.page, "/police/matches");
    return (await pair.count()) > 0;
  });
  const said = (await pair.textContent()) ?? "";
  assert.ok(said.includes(number) && said.includes(misread(number)), said);
  assert.ok(!said.includes(email) && !said.includes("Robin Rowe"), "nobody is named");
  assert.equal(await checkNumber(page, number), "Reported stolen");
  await pair.getByRole("button", { name: /^It is this bike/ }).click();
  assert.equal(await heading(officer.page), `Recovered bike ${reference}`);
  const theirs = new URL(officer.page.url()).pathname;

  await until("e-mail about the find", async () => {
    await openLetter(page, email, /found/i);
    return true;
  });
  await visit(page, `${bike}/home/proof`);
  await page.getByLabel("Something about the bike that only its owner knows").check();
  await page.getByLabel("What should the police look at?").fill("A dent below the saddle");
  await page.getByRole("button", { name: "Send to the police" }).click();
  await visit(officer.page, `${theirs}/home`);
  await officer.page.getByLabel("Yes").check();
  await officer.page.getByRole("button", { name: /^Save/ }).click();
  await visit(page, `${bike}/home/time`);
  await page.getByLabel("Time").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Book this time" }).click();
  const collection = ((await page.locator(".fm-ticket .govuk-heading-l").textContent()) ?? "").trim();

  await visit(officer.page, "/police/collections");
  await officer.page.getByLabel("Collection reference").fill(collection);
  await officer.page.getByRole("button", { name: "Find the bike" }).click();
  await officer.page.getByRole("button", { name: "Hand the bike over" }).click();
  assert.match((await officer.page.locator(".fm-timeline").textContent()) ?? "", /returned to its owner/);

  assert.equal(await checkNumber(page, number), "Registered, not reported stolen");
  await visit(officer.page, "/police/recoveries?status=returned");
  assert.ok(((await officer.page.locator("main").textContent()) ?? "").includes(reference), "it counts as returned");
  await officer.close();
  await owner.close();
});
