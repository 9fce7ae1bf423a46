// Takes the pictures for the documentation: `node screenshots.mjs FOLDER`, with a demo's address in FRAMEMARK_URL.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { openTab, startBrowser } from "./harness.mjs";
import { lookUp, signIn } from "./people.mjs";

/** What an officer reads on a scratched frame: one character is gone, and a B looks like an 8. */
const READ = { number: "WSBC6?9256B34X", make: "Specialized", colour: "Red" };
const REASON = "Property reference PS/2026/0417";
/** The most bytes that a picture may have, so that the page with it opens quickly. */
const MOST_BYTES = 300_000;

const folder = process.argv[2];
assert.ok(folder, "usage: node screenshots.mjs FOLDER");

const { browser, stop } = await startBrowser();
try {
  const { page } = await openTab(browser, { width: 1280 });
  await signIn(page, "officer@example.org");
  await lookUp(page, READ.number, REASON, READ);
  const first = page.locator("article.fm-result").first();
  for (const sign of ["--alike", "--unread"]) {
    assert.ok((await first.locator(`.fm-compared__pair${sign}`).count()) > 0, `the first result shows a pair that is ${sign}`);
  }
  assert.match((await first.textContent()) ?? "", /Certain[^]*Reported stolen/, "the first result is certain and stolen");

  // Shows the whole first result, and only the name of the next one.
  const end = await first.evaluate((one) => one.getBoundingClientRect().bottom);
  await page.setViewportSize({ width: 1280, height: Math.ceil(end) + 96 });
  const path = join(folder, "look-up.png");
  await page.screenshot({ path });
  const { size } = statSync(path);
  assert.ok(size < MOST_BYTES, `${path} has ${size} bytes, more than ${MOST_BYTES}`);
  console.log(`${path}: ${size} bytes`);
} finally {
  await stop();
}
