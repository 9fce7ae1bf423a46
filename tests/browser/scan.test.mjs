// A bar code is scanned instead of typed: at the desk without a network, in a registration, and by an officer.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openDesk } from "./desk.mjs";
import { axe, overflow, startBrowser } from "./harness.mjs";
import { Server } from "./server.mjs";

const PICTURES = fileURLToPath(new URL("../../fixtures/bar_codes/", import.meta.url));
/** The files that are only loaded when the button is pressed. */
const READS_CODES = /\/(dialog|camera|ponyfill|zxing_reader)-[^/]*$/;

let server;

before(async () => {
  server = await Server.start();
});

after(() => server?.stop());

/** Opens a phone that holds its camera on a picture, does something with it, and shuts it. */
async function withCamera(picture, work) {
  const drawing = await startBrowser();
  const film = join(server.data, `${picture}.mjpeg`);
  try {
    const stage = await drawing.browser.newPage({ viewport: { width: 960, height: 720 } });
    const png = readFileSync(join(PICTURES, `${picture}.png`)).toString("base64");
    await stage.setContent(
      `<body style="margin:0;background:#8a8f94"><img style="width:960px;height:720px;object-fit:contain" src="data:image/png;base64,${png}">`,
    );
    const frame = await stage.screenshot({ type: "jpeg", quality: 90 });
    writeFileSync(film, Buffer.concat([frame, frame]));
  } finally {
    await drawing.stop();
  }
  const camera = await startBrowser([
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${film}`,
  ]);
  try {
    const context = await camera.browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, permissions: ["camera"] });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const loaded = [];
    page.on("request", (request) => loaded.push(request.url()));
    await work(page, () => loaded.filter((url) => READS_CODES.test(url)));
  } finally {
    await camera.stop();
  }
}

const scan = (page) => page.getByRole("button", { name: "Scan the bar code" });

/** Asserts that the open page has no accessibility problem and fits the phone. */
async function fine(page, what) {
  assert.deepEqual(await axe(page), [], `${what}: accessibility`);
  assert.equal((await overflow(page)).over, 0, `${what} fits`);
}

test("an owner scans the sticker with several codes and chooses the frame number", async () => {
  await withCamera("several", async (page, loaded) => {
    await page.goto(`${server.url}/register`);
    await page.getByRole("button", { name: "Start now" }).click();
    await page.getByLabel("What is your e-mail address?").fill("scanner@example.org");
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.getByLabel(/^Yes/).check();
    assert.equal(await scan(page).count(), 1, "the button is there");
    // If nothing is typed, the page comes back with errors, and it still has the button.
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.locator(".govuk-error-summary").waitFor();
    assert.equal(await scan(page).count(), 1, "the button is there again");
    assert.deepEqual(loaded(), [], "nothing that reads codes is loaded before the button is pressed");
    await scan(page).tap();
    await page.getByText("Which of these is the number?").waitFor();
    assert.ok(loaded().some((url) => url.endsWith(".wasm")), "the reader is loaded now");
    const choices = await page.locator(".fm-scan-choice").allInnerTexts();
    assert.deepEqual(
      choices.map((choice) => choice.replace(/\s+/g, " ")).toSorted(),
      [
        "5012345678900 Seems to be a shop’s number for the product",
        "WTU123456K Seems to be a frame number",
        "https://bikes.example.org/M/7KQ4M2X9TD Seems to be a Framemark label",
      ],
    );
    assert.match(choices[0], /^WTU123456K/, "the frame number comes first");
    await fine(page, "the list of codes");
    await page.locator(".fm-scan-choice").first().tap();
    // The box is filled when the dialog has closed, a moment after the tap.
    await page.waitForFunction(() => document.activeElement?.id === "frame_number");
    assert.equal(await page.inputValue("#frame_number"), "WTU123456K");
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    assert.match((await page.locator("h1").textContent()) ?? "", /What make is it/);
  });
});

test("a volunteer scans a frame's Data Matrix at the desk without a network", async () => {
  await withCamera("data_matrix", async (page) => {
    await server.signIn(page, "volunteer@example.org");
    await openDesk(page, server);
    await server.kill();
    try {
      await page.reload();
      await page.getByRole("heading", { name: "Next bike" }).waitFor();
      await fine(page, "the desk");
      await scan(page).tap();
      await page.waitForFunction(() => document.querySelector("#frame_number").value !== "");
      assert.equal(await page.inputValue("#frame_number"), "WTU123456K", "only the serial number of its fields");
      assert.equal(await page.evaluate(() => document.activeElement?.id), "frame_number");
    } finally {
      await server.up();
    }
  });
});

test("an officer scans a vehicle's number after a mistake, and a scan can be left", async () => {
  await withCamera("code_39", async (page) => {
    await server.signIn(page, "officer@example.org");
    await page.goto(`${server.url}/police/look-up`);
    await page.getByRole("button", { name: "Look up" }).first().click();
    await page.locator(".govuk-error-summary").waitFor();
    await scan(page).tap();
    await page.waitForFunction(() => document.querySelector("#number").value !== "");
    assert.equal(await page.inputValue("#number"), "1HGBH41JXMN109186", "without its leading I");
    await page.goto(`${server.url}/police/recoveries/new`);
    await page.getByRole("button", { name: "Record and look for its owner" }).click();
    await page.locator(".govuk-error-summary").waitFor();
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    });
    await scan(page).tap();
    await page.getByText("The browser does not let this page use the camera. Allow it in the browser’s settings for this site, or type the number.").waitFor();
    await page.getByRole("button", { name: "Type the number instead" }).tap();
    await page.locator(".fm-scan-dialog").waitFor({ state: "detached" });
    assert.equal(await page.inputValue("#read"), "");
  });
});
