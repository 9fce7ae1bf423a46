// An officer works through a list by keyboard, on a phone and on a desktop.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkOpenPage, openTab, startBrowser } from "./harness.mjs";
import { until } from "./people.mjs";
import { Server } from "./server.mjs";

const [FIRST, SECOND] = ["QXZ771K5530W", "QXZ882K6641V"];

let server;
let chromium;

before(async () => {
  server = await Server.start();
  const file = join(server.data, "two.csv");
  writeFileSync(
    file,
    `external_ref,make,colour,kind,frame_number,owner_name,owner_email\nA,Trek,black,hybrid,${FIRST},Ada Abbott,ada@example.org\nB,Ribble,red,road,${SECOND},Bob Barnes,bob@example.org\n`,
  );
  server.command("import", file);
  chromium = await startBrowser();
});

after(async () => {
  await chromium?.stop();
  await server?.stop();
});

const heading = async (page) => ((await page.locator("h1").textContent()) ?? "").trim();

test("a list is pasted, mapped, and decided on with the keys j, k, o, c and r", async () => {
  const tab = await openTab(chromium.browser, { width: 390 });
  const { page } = tab;
  const look = (name) => checkOpenPage(tab, { name: `property-store-${name}`, width: 390 });
  await server.signIn(page, "officer@example.org");
  await page.goto(`${server.url}/police/property-store`);
  await look("begin");
  await page.getByLabel("Or paste the list here").fill(`Item\tSerial\tFinder\nPS/1\t${FIRST}\tRobin Rowe\nPS/2\tQXZ88?K6641V\t\nPS/3\tNOTHING0099\t`);
  await page.getByLabel("Why are you looking?").fill("Yearly check");
  await page.getByRole("button", { name: "Continue" }).click();
  assert.equal(await heading(page), "What do the columns mean?");
  await look("columns");
  await page.getByRole("button", { name: "Look up this list" }).click();
  const list = page.url();
  await until("the list to be looked up", async () => {
    await page.goto(list);
    return (await page.locator(".fm-progress").count()) === 0;
  });
  // While the server works on the list, the page reloads itself, and may cut off what was still loading.
  tab.problems.length = 0;
  assert.ok(!(await page.content()).includes("Robin Rowe"), "what has no meaning is not kept");
  await look("list");

  // j goes down and stops at the end, k goes up and stops at the start, o opens.
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  const keys = async (typed) => {
    for (const key of typed) await page.keyboard.press(key);
  };
  const rows = await page.locator("a[data-row]").allTextContents();
  assert.equal(rows.length, 2, "rows with a likely bike");
  await keys("j");
  assert.equal(await focused(), rows[0]);
  await keys("jjk");
  assert.equal(await focused(), rows[0]);
  await keys("jo");
  await page.waitForURL(/\/rows\//);
  assert.equal(await heading(page), rows[1]);
  await look("row");
  await keys("k");
  await page.waitForFunction((row) => document.querySelector("h1")?.textContent?.trim() === row, rows[0]);

  // c confirms the first bike and goes on, r says that it is none of them.
  await keys("c");
  await page.waitForFunction((row) => document.querySelector("h1")?.textContent?.trim() === row, rows[1]);
  await keys("r");
  await page.getByText("There is nothing left to decide").waitFor();
  await page.goto(`${list}?show=decided`);
  const decided = await page.locator("tbody tr").allInnerTexts();
  assert.ok(decided.some((row) => row.includes(rows[0]) && row.includes("It is this bike")), decided.join("\n"));
  assert.ok(decided.some((row) => row.includes(rows[1]) && row.includes("Another bike")), decided.join("\n"));
  await look("decided");
  await tab.close();
});
