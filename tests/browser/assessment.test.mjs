// Assessments: the pages on which one is written, and the page that the public reads, on a phone and on a desktop.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { WIDTHS, address, checkOpenPage, openTab, shut, startBrowser } from "./harness.mjs";
import { signIn } from "./people.mjs";

const LIST = "/partner/insights/assessment";

let chromium;
before(async () => {
  chromium = await startBrowser();
});
after(() => chromium?.stop());

/** Waits until the demonstration has published its assessment, after the server has closed the first quarter. */
async function published(page) {
  for (let tries = 0; tries < 120; tries += 1) {
    await page.goto(address(LIST));
    if ((await page.locator("main").innerText()).includes("Published")) return;
    await page.waitForTimeout(500);
  }
  assert.fail("the demonstration has published no assessment");
}

/** Checks a page at both widths, with JavaScript and without. */
async function whole(context, name, path) {
  const state = await context.storageState();
  for (const js of [true, false]) {
    const own = await chromium.browser.newContext({ javaScriptEnabled: js, locale: "en-GB", storageState: state });
    for (const width of WIDTHS) {
      const tab = await openTab(chromium.browser, { js, width, context: own });
      try {
        await tab.page.goto(address(path), { waitUntil: "load" });
        await checkOpenPage(tab, { name, js, width });
        const pictures = await tab.page.locator("svg[role=img]").all();
        for (const picture of pictures) {
          assert.ok((await picture.locator("title").textContent()) && (await picture.locator("desc").textContent()), name);
        }
      } finally {
        await shut(tab.page);
      }
    }
    await own.close();
  }
}

describe("an assessment", () => {
  let context;
  let draft;
  before(async () => {
    context = await chromium.browser.newContext({ locale: "en-GB", timezoneId: "Europe/London" });
    const page = await context.newPage();
    await signIn(page, "analyst@example.org");
    await published(page);
    await page.getByRole("button", { name: "New draft" }).click();
    draft = new URL(page.url()).pathname;
    await page.goto(address(`${draft}/sections/levels`));
    await page.getByLabel("Text").fill("[[thefts.total]] thefts, and [[nothing]].");
    await page.getByRole("button", { name: "Save the section" }).click();
    await shut(page);
  });
  after(() => context?.close());

  for (const part of ["", "/sections/levels", "/sections/told", "/preview", "/about", "/history"]) {
    test(`the draft's page ${part || "/"}`, () => whole(context, `assessment${part.replaceAll("/", "-")}`, `${draft}${part}`));
  }

  // The demonstration fills its matrix before its assessment. Issue 3 is the one that the figures mark.
  for (const part of ["", "/1", "/1/issues/3/marks", "/1/issues/new", "/1/history", "/new"]) {
    test(`the priority matrix's page ${part || "/"}`, () =>
      whole(context, `priorities${part.replaceAll("/", "-")}`, `/partner/insights/priorities${part}`));
  }

  test("the list", () => whole(context, "assessment-list", LIST));

  test("what the public reads", async () => {
    const anyone = await chromium.browser.newContext({ locale: "en-GB" });
    await whole(anyone, "assessment-public", "/partnership/cambridge/reports/assessment-1");
    await whole(anyone, "assessment-reports", "/partnership/cambridge/reports");
    await anyone.close();
  });
});
