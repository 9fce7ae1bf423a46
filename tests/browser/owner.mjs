// An owner's journey on a phone and on a desktop, with JavaScript and without: register, confirm, add a photo, report the
// bike stolen, get it back. The test checks every page on the way.
//
// Start a server with --demo, then run: FRAMEMARK_URL=http://127.0.0.1:8080 node --test owner.mjs
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, checkOpenPage, openTab, startBrowser, WEIGHT_LIMIT, WIDTHS } from "./harness.mjs";

let chromium;
before(async () => {
  chromium = await startBrowser();
});
after(() => chromium?.stop());

/** A tiny picture. */
const PNG = Buffer.from(
  "89504e470d0a1a0a0000000d49484452000000020000000108020000007b40e8dd0000000d4944415478da63f8cf0004ff01070001ff3d7d8c490000000049454e44ae426082",
  "hex",
);

/** Opens the newest e-mail to somebody and returns its sign-in link. */
async function linkFor(page, email) {
  for (let tries = 0; tries < 100; tries += 1) {
    await page.goto(address("/dev/mail"));
    const letter = page.locator("tbody tr", { hasText: email }).first().locator("a");
    if (await letter.count()) {
      await Promise.all([page.waitForEvent("load"), letter.click()]);
      return page.locator("main a[href*='/sign-in/']").first().getAttribute("href");
    }
  }
  throw new Error(`No e-mail came to ${email}`);
}

async function journey(width, js) {
  const email = `owner-${width}-${js ? "js" : "plain"}@example.org`;
  const tab = await openTab(chromium.browser, { js, width });
  const { page } = tab;
  const look = async (name) => {
    await checkOpenPage(tab, { name: `owner-${name}`, js, width });
    assert.ok(tab.weight.total() < WEIGHT_LIMIT, `${page.url()} has ${tab.weight.total()} bytes`);
    tab.weight.reset();
  };
  const go = async (label = "Continue") => {
    tab.weight.reset();
    await Promise.all([page.waitForEvent("load"), page.locator("main button", { hasText: label }).first().click()]);
    // Chromium reports a form that comes back with errors (422) in its console. That is expected.
    for (let at = tab.problems.length - 1; at >= 0; at -= 1) {
      if (tab.problems[at].includes("status of 422")) tab.problems.splice(at, 1);
    }
  };

  await page.goto(address("/register"));
  await look("register");
  await page.locator("main a", { hasText: "Start now" }).click();
  await look("email");
  await go();
  await look("email-wrong");
  await page.fill("#email", email);
  await go();
  if (!js) await page.locator("details summary").click();
  await look("frame-number");
  await go();
  await look("frame-number-wrong");
  await page.check("#known");
  await page.fill("#frame_number", "WTU12");
  await page.locator("details summary").first().click();
  await look("frame-number-where");
  await go();
  await look("make");
  if (js) {
    await page.fill("#make", "giAN");
    await page.waitForFunction(() => document.querySelectorAll("#makes option").length > 0);
    assert.ok((await page.locator("#makes option").evaluateAll((all) => all.map((one) => one.value))).includes("Giant"));
  }
  await page.fill("#make", "Giant");
  await go();
  await look("model");
  await page.fill("#model", "Escape 3");
  await go();
  await look("colours");
  await page.check("input[name=colour][value=red]");
  await page.locator("details summary").click();
  await page.check("input[name=others][value=black]");
  await go();
  await look("kind");
  await page.check("input[name=kind][value=hybrid]");
  await go();
  await look("other-numbers");
  await page.selectOption("#kind_1", "battery");
  await page.fill("#number_1", "B77-1234");
  await go("Add another number");
  await page.fill("#number_2", "X1");
  await go();
  await look("other-numbers-wrong");
  await page.fill("#number_2", "");
  await go();
  await look("features");
  await page.fill("#features", "A duck horn, and a very long scratch on the left side of the top tube");
  await go();
  await look("photos");
  await page.setInputFiles("#photo", { name: "bike.heic", mimeType: "image/heic", buffer: Buffer.from("0000001866747970686569630000000000000000", "hex") });
  await go("Upload photos");
  await look("photos-wrong");
  await page.setInputFiles("#photo", { name: "bike.png", mimeType: "image/png", buffer: PNG });
  await go("Upload photos");
  await look("photos-one");
  await go();
  await look("mark");
  await go();
  await look("you");
  await page.fill("#name", "Robin Rowe");
  await page.fill("#postcode", "CB1 2AB");
  await go();
  await look("check");
  await go("Register this bike");
  await look("done");

  const link = await linkFor(page, email);
  tab.weight.reset();
  await page.goto(link);
  await look("confirm");
  await go("Confirm and sign in");
  await look("bike");
  const bike = page.url();
  await page.goto(`${bike}/photos`);
  await look("bike-photos");
  await page.goto(address("/account"));
  await look("bikes");
  await page.goto(address("/register"));
  await look("register-signed-in");
  await page.goto(address("/report-stolen"));
  await look("report-stolen");
  await page.goto(`${bike}/report-stolen`);
  await look("stolen-seen");
  await go();
  await look("stolen-seen-wrong");
  const at = async (day, time) => {
    for (const [id, value] of Object.entries({ on_day: day, on_month: "11", on_year: "2025" })) {
      await page.fill(`#${id}`, value);
    }
    await page.check("input[name=time_by][value=clock]");
    await page.fill("#time", time);
    await go();
  };
  await at("20", "6pm");
  await look("stolen-gone");
  await at("21", "8:15am");
  await look("stolen-where");
  await page.check("input[name=where_by][value=pin]");
  await look("stolen-where-pin");
  await page.check("input[name=where_by][value=named]");
  await page.selectOption("#where_named", "cambridge-station");
  await page.fill("#place", "The rack at the station");
  await go();
  await look("stolen-lock");
  await page.check("input[name=lock][value=cable]");
  await go();
  await look("stolen-how");
  await page.check("input[name=beaten][value=cut-and-left]");
  await go();
  await look("stolen-camera");
  await page.check("input[name=camera][value=not-known]");
  await go();
  await look("stolen-taken");
  await go();
  await look("stolen-insurer");
  await go();
  await look("stolen-police");
  await page.check("input[name=told][value=not-yet]");
  await look("stolen-police-not-yet");
  await go();
  await look("stolen-public");
  await page.check("input[name=shown][value=yes]");
  await go();
  await look("stolen-check");
  await go("Report it stolen");
  await look("stolen-done");
  await page.goto(bike);
  await look("bike-stolen");
  await page.goto(`${bike}/found-it`);
  await look("found-it");
  await page.check("input[value=returned]");
  await go("Save");
  await look("bike-back");
  await Promise.all([page.waitForURL(address("/")), page.locator("form[action='/sign-out'] button").evaluate((button) => button.click())]);
  await page.goto(address("/sign-in"));
  await look("sign-in");
  await page.fill("#email", email);
  await go("Send me a link");
  await look("sign-in-sent");
  await page.goto(address("/report-stolen"));
  await look("report-stolen-visitor");
  await tab.close();
}

for (const width of WIDTHS) {
  for (const js of [true, false]) {
    test(`an owner's pages pass at ${width} px ${js ? "with" : "without"} JavaScript`, () => journey(width, js));
  }
}
