// Checks a page as people see it: on a phone and on a desktop, with JavaScript and without.
//
// FRAMEMARK_URL is the address of a running server. CHROMIUM is the path of the browser, and CHROMIUM_WINDOWS of one with
// windows, if they are not in /usr/bin.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The folder for screenshots. */
export const OUT = join(here, "out");
/** The widths of a phone and a desktop. */
export const WIDTHS = [390, 1280];
/** The most bytes, compressed, that a public or owner's page and everything it loads may have. */
export const WEIGHT_LIMIT = 100_000;
/** The rules of WCAG 2.2 AA and earlier versions, and axe's best practices. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Returns the full address of a path on the server under test. */
export function address(path) {
  const base = process.env["FRAMEMARK_URL"];
  assert.ok(base, "Set FRAMEMARK_URL to the address of a running server");
  return new URL(path, base).href;
}

/**
 * Starts a browser; call `stop` in an `after`. Extra flags set up a fake camera, for example. Only a browser with windows
 * knows which of them is in front.
 */
export async function startBrowser(flags = [], { windows = false } = {}) {
  const executablePath = process.env[windows ? "CHROMIUM_WINDOWS" : "CHROMIUM"] ?? "/usr/bin/chromium";
  const args = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    ...flags,
  ];
  // Chromium's sandbox refuses to start as root.
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  const browser = await chromium.launch({ executablePath, args });
  return { browser, stop: () => browser.close() };
}

/** Opens a tab that records problems. Pass a `context` to open it as somebody who is signed in. */
export async function openTab(browser, { js = true, width = 1280, context } = {}) {
  const own = context ?? (await browser.newContext({ javaScriptEnabled: js, locale: "en-GB", timezoneId: "Europe/London" }));
  const page = await own.newPage();
  const problems = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`script: ${error.message}`));
  // Requests that the browser cancels when it moves to the next page are not problems. It asks for the icon in its own
  // time, so that may count as a request of the next page.
  let left = 0;
  const since = new WeakMap();
  page.on("request", (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) left += 1;
    since.set(request, left);
  });
  page.on("requestfailed", (request) => {
    const error = request.failure()?.errorText;
    const icon = new URL(request.url()).pathname === "/assets/favicon.svg";
    if (error === "net::ERR_ABORTED" && (icon || (since.get(request) ?? left) < left)) return;
    problems.push(`failed: ${request.url()} ${error}`);
  });
  const devtools = await own.newCDPSession(page);
  const tab = { page, problems, devtools, close: () => (context ? shut(page) : own.close()) };
  await resize(tab, width);
  tab.weight = await weigh(devtools);
  return tab;
}

/** Gives a tab the size of a phone or a desktop. A phone has a touch screen and no mouse; our style sheets ask about that. */
export async function resize({ page, devtools }, width) {
  const phone = width < 600;
  await page.setViewportSize({ width, height: phone ? 844 : 900 });
  await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: phone });
}

/**
 * Closes a tab. Chromium sometimes never confirms that a tab is closed if it was loading a page. So this lets the page
 * load first, and stops waiting after ten seconds.
 */
export async function shut(page) {
  await page.waitForLoadState("load", { timeout: 10_000 }).catch(() => {});
  const enough = new Promise((resolve) => setTimeout(resolve, 10_000).unref());
  await Promise.race([page.close(), enough]);
}

/** Counts the bytes received over the network, compressed. */
async function weigh(devtools) {
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  const files = new Map();
  devtools.on("Network.responseReceived", ({ requestId, response }) => files.set(requestId, { url: response.url, bytes: 0 }));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const file = files.get(requestId);
    if (file) file.bytes = encodedDataLength;
  });
  return {
    reset: () => files.clear(),
    files: () => [...files.values()],
    total: () => [...files.values()].reduce((sum, file) => sum + file.bytes, 0),
  };
}

/** Returns what axe finds wrong with the open page, one line for each violation. */
export async function axe(page) {
  // Not added as a script element, because our content security policy forbids foreign scripts.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    (rules) => globalThis.axe.run(document, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] }),
    RULES,
  );
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help}: ${node.html.slice(0, 200)}`),
  );
}

/** Returns by how many pixels the page, or a table on a phone, is too wide, and which elements stick out. */
export async function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const over = document.documentElement.scrollWidth - width;
    // On a phone, a table is shown as cards, and its box has nothing to scroll.
    const scrolled = [...document.querySelectorAll(".fm-scroll")].find((box) => width < 640 && box.scrollWidth > box.clientWidth + 1);
    if (over <= 0 && scrolled) return { over: scrolled.scrollWidth - scrolled.clientWidth, by: [scrolled.outerHTML.slice(0, 120)] };
    if (over <= 0) return { over: 0, by: [] };
    const by = [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .slice(0, 5)
      .map((element) => element.outerHTML.slice(0, 120));
    return { over, by };
  });
}

/** Saves a screenshot of the whole page in tests/browser/out if FRAMEMARK_PICTURES is set. Screenshots take time. */
export async function picture(page, name) {
  if (!process.env["FRAMEMARK_PICTURES"]) return;
  mkdirSync(OUT, { recursive: true });
  await page.screenshot({ path: join(OUT, `${name}.png`), fullPage: true });
}

/** Asserts that the open page has no errors in the console, passes axe, and is not too wide. */
export async function checkOpenPage(tab, { name, js = true, width }) {
  const { page, problems } = tab;
  // After a click, the page may still be loading its script.
  await page.waitForLoadState();
  // axe needs timers, which do not run without JavaScript. The HTML is the same.
  const found = js ? await axe(page) : [];
  const { over, by } = await overflow(page);
  await picture(page, `${name}-${width}${js ? "" : "-no-js"}`);
  const where = `${page.url()} at ${width} px${js ? "" : " without JavaScript"}`;
  assert.deepEqual(problems, [], `${where}: console and network`);
  assert.deepEqual(found, [], `${where}: accessibility`);
  assert.equal(over, 0, `${where} is ${over} px too wide: ${by.join("\n")}`);
  assert.equal(await page.locator("h1").count(), 1, `${where} has one h1`);
}

/**
 * Opens an address on a phone and on a desktop and checks the page, and its size unless `heavy` is set (for desks and
 * officers). `status` is the expected status. Returns the largest size in bytes.
 */
export async function checkPage(browser, url, { js = true, name, status = 200, heavy = false, context } = {}) {
  const label = name ?? (new URL(url).pathname.replaceAll("/", "_").replace(/^_/, "") || "home");
  let heaviest = 0;
  for (const width of WIDTHS) {
    const tab = await openTab(browser, { js, width, context });
    try {
      const response = await tab.page.goto(url, { waitUntil: "load" });
      assert.equal(response?.status(), status, `${url} answers ${status}`);
      // Chromium reports a page's own 4xx or 5xx as a console error.
      if (status >= 400) {
        const own = tab.problems.findIndex((problem) => problem.includes(`status of ${status}`));
        if (own >= 0) tab.problems.splice(own, 1);
      }
      await checkOpenPage(tab, { name: label, js, width });
      heaviest = Math.max(heaviest, tab.weight.total());
      if (!heavy) {
        const files = tab.weight.files().map((file) => `${file.bytes} ${file.url}`);
        assert.ok(tab.weight.total() < WEIGHT_LIMIT, `${url} has ${tab.weight.total()} bytes:\n${files.join("\n")}`);
      }
    } finally {
      await tab.close();
    }
  }
  return { weight: heaviest };
}
