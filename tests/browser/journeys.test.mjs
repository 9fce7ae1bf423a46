// What people come to the site to do, from the first page to the last, in a browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, axe, openTab, overflow, startBrowser } from "./harness.mjs";
import {
  blankLabels,
  checkNumber,
  confirm,
  foundFirst,
  freshNumber,
  heading,
  lookUp,
  openLetter,
  photo,
  register,
  reportStolen,
  signIn,
  until,
} from "./people.mjs";

let chromium;
before(async () => {
  chromium = await startBrowser();
});
after(() => chromium?.stop());

/** Opens a tab in a fresh browser window for one person. `leave` fails the test if anything went wrong in it. */
async function somebody({ browser = chromium.browser, ...options } = {}) {
  const tab = await openTab(browser, options);
  return {
    page: tab.page,
    leave: async () => {
      // Chromium reports forms that come back with errors, and requests it cancels when somebody moves on quickly.
      const unexpected = tab.problems.filter((problem) => !/status of 422|net::ERR_ABORTED/.test(problem));
      await tab.close();
      assert.deepEqual(unexpected, [], "console and network");
    },
  };
}

/** Goes to another tab and comes back. Playwright normally makes every tab believe that it is in front. */
async function lookElsewhere(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setFocusEmulationEnabled", { enabled: false });
  const other = await page.context().newPage();
  await other.bringToFront();
  await page.waitForFunction(() => !document.hasFocus());
  await page.bringToFront();
  await page.waitForFunction(() => document.hasFocus());
  await devtools.send("Emulation.setFocusEmulationEnabled", { enabled: true });
  await other.close();
}

const someEmail = (who) => `${who}-${Date.now()}@example.org`;
const tags = (page) => page.locator("main .govuk-tag").first().textContent();

test("a bike is registered on a phone, stolen, found from a badly read number, and returned", async (t) => {
  const email = someEmail("home");
  const number = freshNumber();
  const owner = await somebody({ width: 390 });
  const officer = await somebody();
  const anyone = await somebody({ width: 390 });

  await owner.page.goto(address("/"));
  const picture = await photo(owner.page);
  const began = performance.now();
  const reference = await register(owner.page, { email, number, photo: picture });
  t.diagnostic(`registering took the browser ${Math.round(performance.now() - began)} ms`);
  await confirm(owner.page, email);
  await owner.page.goto(address("/account"));
  await owner.page.locator(".fm-bikes a").first().click();
  assert.match((await owner.page.locator("main").textContent()) ?? "", new RegExp(reference));
  assert.equal(await checkNumber(anyone.page, number), "Registered, not reported stolen");

  const bike = owner.page.url();
  await reportStolen(owner.page);
  assert.equal(await checkNumber(anyone.page, number), "Reported stolen");

  // One character cannot be read, and another is taken for its look-alike.
  await signIn(officer.page, "officer@example.org");
  const read = `${number.slice(0, 4)}?${number.slice(5)}`;
  const searched = performance.now();
  await lookUp(officer.page, read, "PS/2026/0417");
  const likely = await foundFirst(officer.page, reference);
  t.diagnostic(`looking up took the browser ${Math.round(performance.now() - searched)} ms`);
  const said = (await likely.textContent()) ?? "";
  for (const part of [reference, "Reported stolen", "Trek FX 2 Disc", "ladybird"]) {
    assert.ok(said.includes(part), `the first result shows ${part}:\n${said}`);
  }
  assert.ok(!(await officer.page.content()).includes("Robin Rowe"), "the results do not name the owner");

  // Opens the owner's photo and goes back to the results.
  await likely.getByRole("link", { name: /^Photo 1 of/ }).click();
  assert.match(await heading(officer.page), /^Photos of Trek FX 2 Disc/);
  const seen = await officer.page.getByRole("img", { name: /^Photo 1 of/ }).evaluate(async (image) => {
    await image.decode();
    return image.naturalWidth;
  });
  assert.ok(seen > 100, `the photo is shown, ${seen} pixels wide`);
  await officer.page.getByRole("link", { name: "Back to the bike" }).click();

  await likely.getByRole("link", { name: /Show owner details/ }).click();
  // The reason of the look-up is offered but not filled in.
  assert.equal(await officer.page.getByLabel("Why do you need them?").inputValue(), "");
  await officer.page.getByLabel("Why do you need them?").fill("PS/2026/0417");
  await officer.page.getByRole("button", { name: "Show owner details" }).click();
  const details = (await officer.page.locator("main").textContent()) ?? "";
  for (const part of ["Robin Rowe", email, "CB1 2AB", "You", "PS/2026/0417"]) {
    assert.ok(details.includes(part), `the owner's details show ${part}:\n${details}`);
  }

  await officer.page.getByRole("link", { name: "Back to the results" }).click();
  await officer.page.getByRole("link", { name: "Record a recovered bike" }).first().click();
  assert.equal(await officer.page.getByLabel("What can you read of the frame number?").inputValue(), read);
  await officer.page.getByLabel("Property reference").fill(`PS/${Date.now()}`);
  await officer.page.getByLabel("More about the place (optional)").fill("Mill Road, Cambridge");
  await officer.page.getByRole("button", { name: "Record and look for its owner" }).click();
  const candidate = await foundFirst(officer.page, reference);
  await candidate.getByRole("button", { name: /It is this bike/ }).click();
  await officer.page.getByRole("button", { name: "Give it back to its owner" }).waitFor();

  await owner.page.goto(bike);
  assert.match((await tags(owner.page)) ?? "", /police/i);
  await officer.page.getByRole("button", { name: "Give it back to its owner" }).click();
  await officer.page.getByLabel("Why are you handing it over anyway?").fill("Has its receipt and key");
  await officer.page.getByRole("button", { name: "Hand the bike over" }).click();
  await owner.page.goto(bike);
  assert.doesNotMatch((await tags(owner.page)) ?? "", /police|stolen/i);
  assert.equal(await checkNumber(anyone.page, number), "Registered, not reported stolen");
  for (const person of [owner, officer, anyone]) await person.leave();
});

test("without JavaScript, a bike is registered, confirmed, reported stolen and said to be back", async () => {
  const email = someEmail("plain");
  const number = freshNumber();
  const other = await somebody({ width: 390 });
  await other.page.goto(address("/"));
  const picture = await photo(other.page);
  const owner = await somebody({ js: false, width: 390 });
  const { page } = owner;
  await register(page, { email, number, photo: picture });
  await confirm(page, email);
  await page.goto(address("/account"));
  await page.locator(".fm-bikes a").first().click();
  const bike = page.url();
  await reportStolen(page);
  assert.equal(await checkNumber(other.page, number), "Reported stolen");
  await page.goto(bike);
  await page.getByRole("button", { name: "I have it back, or it was not stolen" }).click();
  await page.getByLabel("I have it back").check();
  await page.getByRole("button", { name: "Save" }).click();
  assert.match((await page.locator(".govuk-notification-banner").textContent()) ?? "", /no longer reported stolen/);
  assert.equal(await checkNumber(other.page, number), "Registered, not reported stolen");
  for (const person of [owner, other]) await person.leave();
});

test("a volunteer marks a bike, a finder scans its label and writes to the owner, and the owner reads the message", async (t) => {
  const email = someEmail("marked");
  const code = blankLabels()[1];
  const volunteer = await somebody({ width: 390 });
  const finder = await somebody({ width: 390 });
  const owner = await somebody({ width: 390 });

  await signIn(volunteer.page, "volunteer@example.org");
  await volunteer.page.goto(address("/desk/online"));
  const began = performance.now();
  await volunteer.page.getByLabel("Code on the label").fill(code.toLowerCase());
  await volunteer.page.getByRole("button", { name: "Continue" }).click();
  assert.equal(await heading(volunteer.page), "Bike and owner");
  await volunteer.page.getByLabel("Frame number", { exact: true }).fill(freshNumber("DESK"));
  await volunteer.page.getByLabel("Make", { exact: true }).fill("Pashley");
  await volunteer.page.getByLabel("Main colour").selectOption({ label: "Green" });
  await volunteer.page.getByLabel("Name", { exact: true }).fill("Robin Rowe");
  await volunteer.page.getByLabel("E-mail address").fill(email);
  await volunteer.page.getByLabel(/The owner agrees/).check();
  await volunteer.page.getByRole("button", { name: "Register and mark this bike" }).click();
  assert.equal(await heading(volunteer.page), "Bike registered and marked");
  t.diagnostic(`marking took the browser ${Math.round(performance.now() - began)} ms`);
  assert.equal((await volunteer.page.locator(".fm-label").textContent())?.trim(), code);

  // The address on a label is in capitals.
  await finder.page.goto(address(`/M/${code.replace("-", "")}`));
  assert.equal((await finder.page.locator(".fm-answer__title").textContent())?.trim(), "Registered, not reported stolen");
  await finder.page.getByRole("button", { name: "Send to the owner" }).click();
  assert.equal(await heading(finder.page), `Bike with label ${code}`, "an empty message comes back");
  await finder.page.getByLabel("Message", { exact: true }).fill("It lies in the hedge behind the library, with a flat tyre.");
  await finder.page.getByRole("button", { name: "Send to the owner" }).click();
  assert.equal(await heading(finder.page), "Message sent");
  const shown = (await finder.page.locator("main").textContent()) ?? "";
  assert.ok(!shown.includes("Robin") && !shown.includes(email), "the finder must not learn who the owner is");

  await openLetter(owner.page, email, /message|wrote|written/i);
  await signIn(owner.page, email);
  await owner.page.goto(address("/account"));
  await owner.page.locator(".fm-bikes a").first().click();
  assert.match((await owner.page.locator(".fm-message").textContent()) ?? "", /hedge behind the library/);
  await owner.page.getByRole("button", { name: "I have read them" }).click();
  assert.equal(await owner.page.locator(".fm-message .govuk-tag").count(), 0, "the message is no longer new");
  for (const person of [volunteer, finder, owner]) await person.leave();
});

test("an officer looks up a bike and opens a result with the keyboard alone", async () => {
  const officer = await somebody();
  const { page } = officer;
  await signIn(page, "officer@example.org");
  await page.goto(address("/police/look-up"));
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim() || "");
  assert.equal(await focused(), "number", "the box has the focus");
  await page.keyboard.type("WSBC6*");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Scan the bar code", "a browser that can have a camera offers to scan");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "reason");
  await page.keyboard.type("PS/2026/0500");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/police\/look-up\/\d+/);
  assert.ok((await page.locator("article.fm-result").count()) > 0, "there are results");
  const seen = new Set();
  await until("the owner's link to have the focus", async () => {
    await page.keyboard.press("Tab");
    const at = await focused();
    seen.add(at);
    const ring = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return style.outlineStyle !== "none" || style.boxShadow !== "none" || style.backgroundColor !== "rgba(0, 0, 0, 0)";
    });
    assert.ok(ring, `${at} shows the focus`);
    return at.startsWith("Show owner details");
  });
  assert.ok(seen.has("Skip to main content"), `one stop skips to the content: ${[...seen].join(", ")}`);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/owner$/);
  assert.equal(await page.getByLabel("Why do you need them?").inputValue(), "", "the reason is not filled in");
  assert.equal(await page.locator("#reasons option").getAttribute("value"), "PS/2026/0500");
  await officer.leave();
});

test("an error summary takes the focus and leads to each field, and nothing typed is lost", async (t) => {
  const { browser, stop } = await startBrowser([], { windows: true });
  t.after(stop);
  const volunteer = await somebody({ browser, width: 390 });
  const { page } = volunteer;
  await signIn(page, "volunteer@example.org");
  await page.goto(address(`/desk/online?code=${blankLabels()[3].replace("-", "")}`));
  assert.equal(await heading(page), "Bike and owner");
  await page.getByLabel("Make", { exact: true }).fill("Pashley & <b>Söhne</b>");
  await page.getByRole("button", { name: "Register and mark this bike" }).click();
  // The script that moves the focus may run a moment after the page loads.
  await page.locator(".govuk-error-summary:focus").waitFor();
  // The focus stays where it was when somebody looks at another window and comes back.
  await lookElsewhere(page);
  assert.equal(await page.locator(".govuk-error-summary:focus").count(), 1, "the summary still has the focus");
  assert.match(await page.title(), /^Error: /);
  const ids = await page.locator(".govuk-error-summary a").evaluateAll((all) => all.map((one) => one.hash.slice(1)));
  assert.ok(ids.length >= 3, `several things are wrong: ${ids}`);
  for (const id of ids) {
    await page.click(`.govuk-error-summary a[href="#${id}"]`);
    const at = await page.evaluate(() => document.activeElement?.id);
    assert.equal(at, id, `the summary leads to ${id}`);
  }
  assert.equal(await page.getByLabel("Make", { exact: true }).inputValue(), "Pashley & <b>Söhne</b>");
  await volunteer.leave();
});

test("the menu opens on a phone and leads on", async () => {
  const anyone = await somebody({ width: 390 });
  const { page } = anyone;
  await page.goto(address("/"));
  const link = page.locator("nav").getByRole("link", { name: "Check a bike" });
  assert.equal(await link.isVisible(), false);
  await page.getByRole("button", { name: "Menu" }).click();
  await link.click();
  assert.equal(await heading(page), "Check a bike");
  await anyone.leave();
});

test("pages can be read and used at 320 pixels wide, and with text twice as large", async () => {
  for (const [width, zoom] of [[320, 1], [640, 2]]) {
    const tab = await openTab(chromium.browser, { width });
    for (const path of ["/", "/check?number=QQQ99999QQQ", "/register", "/events", "/advice", "/sign-in"]) {
      await tab.page.goto(address(path));
      if (zoom > 1) await tab.page.evaluate((by) => document.documentElement.style.setProperty("font-size", `${by * 100}%`), zoom);
      const { over, by } = await overflow(tab.page);
      assert.equal(over, 0, `${path} at ${width} px, text times ${zoom}: ${by.join("\n")}`);
      assert.deepEqual(await axe(tab.page), []);
    }
    await tab.close();
  }
});
