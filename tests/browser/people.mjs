// What people do on the site, step by step: read labels, press buttons, open e-mails.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { address } from "./harness.mjs";

/** Calls `ask` until it returns something. If it never does, fails with a message that names `what`. */
export async function until(what, ask, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(Date.now() < end, `waited ${seconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Makes a number that no other bike in these tests or in the demo has. */
export function freshNumber(prefix = "WTU") {
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const rest = Array.from({ length: 9 }, () => letters[Math.floor(Math.random() * letters.length)]);
  return prefix + rest.join("");
}

/** Returns the blank labels that the server lists when it starts. */
export function blankLabels() {
  const said = readFileSync(join(process.env["FRAMEMARK_DATA"] ?? ".", "server.log"), "utf8");
  const line = /Blank labels to try at the desk: (.*)/.exec(said)?.[1];
  assert.ok(line, "the demo lists blank labels");
  return line.trim().split(", ");
}

/** Returns the path of a page behind a link that the demo lists, such as "What the owner sees of it". */
export function demoPage(what) {
  const said = readFileSync(join(process.env["FRAMEMARK_DATA"] ?? ".", "server.log"), "utf8");
  const line = said.split("\n").find((one) => one.trim().startsWith(`${what}: `));
  assert.ok(line, `the demo lists ${what}`);
  return new URL(line.slice(line.indexOf(": ") + 2).trim()).pathname;
}

/** Returns the addresses and subjects of somebody's e-mails in the demo, newest first. */
async function letters(page, email) {
  await page.goto(address("/dev/mail"));
  const rows = page.locator("tbody tr").filter({ has: page.getByText(email, { exact: true }) });
  return rows.locator("a").evaluateAll((links) => links.map((link) => ({ href: link.href, about: link.textContent ?? "" })));
}

/** Waits for an e-mail to somebody with a matching subject, and opens the newest one. */
export async function openLetter(page, email, about) {
  const letter = await until(`an e-mail to ${email} about ${about}`, async () => {
    const there = await letters(page, email);
    return there.find((one) => about.test(one.about));
  });
  await page.goto(letter.href);
}

/** Asks for a sign-in link, finds the e-mail, opens its link and presses the button. */
export async function signIn(page, email) {
  const before = (await letters(page, email)).length;
  await page.goto(address("/sign-in"));
  await page.getByLabel("Your e-mail address").fill(email);
  await page.getByRole("button", { name: "Send me a link" }).click();
  assert.equal(await heading(page), "Check your e-mail");
  const letter = await until(`a sign-in link for ${email}`, async () => {
    const there = await letters(page, email);
    return there.length > before ? there[0] : undefined;
  });
  await page.goto(letter.href);
  await page.locator(".fm-letter a").first().click();
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  // The button may be in a closed menu. The desk has a button of its own.
  const ways = page.locator('form[action="/sign-out"], #sign-out');
  assert.equal(await ways.count(), 1, `${email} is signed in`);
}

/** Confirms a registration with the link in its e-mail. */
export async function confirm(page, email) {
  await openLetter(page, email, /confirm/i);
  await page.locator(".fm-letter a").first().click();
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await page.locator('form[action="/sign-out"]').waitFor({ state: "attached" });
}

/** Returns the text of the first heading. */
export async function heading(page) {
  return ((await page.locator("h1").first().textContent()) ?? "").trim().replace(/\s+/g, " ");
}

async function go(page, question) {
  assert.equal(await heading(page), question);
}

const next = (page) => page.getByRole("button", { name: "Continue", exact: true }).click();

/** Makes a picture to upload: a screenshot of the page. */
export const photo = (page) => page.screenshot({ type: "jpeg", quality: 70 });

/**
 * Answers every question of a registration, up to "Check your answers".
 * `bike` has number, email, and may have mark, colour, name and photo (the bytes of a JPEG).
 */
export async function answerQuestions(page, bike) {
  await page.goto(address("/register"));
  await page.getByRole("button", { name: "Start now" }).click();
  // The page does not ask for an e-mail address if somebody is signed in.
  if (/e-mail/.test(await heading(page))) {
    await page.getByLabel("What is your e-mail address?").fill(bike.email);
    await next(page);
  }
  await go(page, "Can you read the frame number?");
  await page.getByLabel(/^Yes/).check();
  await page.getByLabel("Frame number", { exact: true }).fill(bike.number);
  await next(page);
  await go(page, "What make is it?");
  await page.getByLabel("What make is it?").fill("Trek");
  await next(page);
  await go(page, "What model is it? (optional)");
  await page.getByLabel("What model is it? (optional)").fill("FX 2 Disc");
  await next(page);
  await go(page, "What colour is it?");
  await page.getByRole("radio", { name: bike.colour ?? "Red", exact: true }).check();
  await next(page);
  await go(page, "What kind of bike is it?");
  await page.getByRole("radio", { name: /^Hybrid/ }).check();
  await next(page);
  await go(page, "Are there other numbers on it? (optional)");
  await page.getByLabel("Type of number", { exact: true }).first().selectOption({ label: "Battery" });
  await page.getByLabel("Number", { exact: true }).first().fill(`BAT-${bike.number.slice(-5)}`);
  await next(page);
  await go(page, "What is different about it? (optional)");
  await page.getByLabel("What is different about it? (optional)").fill("A bell that looks like a ladybird, a scratch on the left fork");
  await next(page);
  await go(page, "Do you have photos of it? (optional)");
  if (bike.photo) {
    await page.getByLabel("Add photos").setInputFiles({ name: "bike.jpg", mimeType: "image/jpeg", buffer: bike.photo });
    await page.getByRole("button", { name: "Upload photos" }).click();
    assert.equal(await page.getByRole("img", { name: "Photo 1 of the bike" }).count(), 1, "the photo is shown");
  }
  await next(page);
  await go(page, "Is there a Framemark label on it? (optional)");
  if (bike.mark) await page.getByLabel("Is there a Framemark label on it? (optional)").fill(bike.mark);
  await next(page);
  await go(page, "Your details");
  await page.getByLabel("Your name").fill(bike.name ?? "Robin Rowe");
  await page.getByLabel("Phone number (optional)").fill("07700 900123");
  await page.getByLabel("Your postcode").fill("CB1 2AB");
  await next(page);
  await go(page, "Check your answers");
}

/** Registers a bike from start to end and returns its reference. */
export async function register(page, bike) {
  await answerQuestions(page, bike);
  await page.getByRole("button", { name: "Register this bike" }).click();
  assert.equal(await heading(page), "Bike registered");
  return ((await page.locator(".fm-reference").textContent()) ?? "").trim();
}

async function fillDate(page, legend, day) {
  const group = page.getByRole("group", { name: legend });
  await group.getByLabel("Day").fill(String(day.getDate()));
  await group.getByLabel("Month").fill(String(day.getMonth() + 1));
  await group.getByLabel("Year").fill(String(day.getFullYear()));
}

/** Answers the questions about a theft, from the bike's page up to the page that shows the answers. */
export async function tellOfTheft(page) {
  await page.getByRole("button", { name: "Report it stolen" }).click();
  const yesterday = new Date(Date.now() - 36 * 3600 * 1000);
  for (const [question, time] of [["When was it last seen?", "6pm"], ["When did somebody notice that it was gone?", "11:15pm"]]) {
    await go(page, question);
    await fillDate(page, "Day", yesterday);
    await page.getByLabel("At this time").check();
    await page.getByLabel("What time?").fill(time);
    await next(page);
  }
  await go(page, "Where was it?");
  await page.getByLabel("At a well-known place").check();
  await page.getByLabel("Place", { exact: true }).selectOption("Parker’s Piece");
  await page.getByLabel("More about the place (optional)").fill("The racks by the pavilion");
  await next(page);
  await go(page, "What was it locked with?");
  await page.getByRole("radio").first().check();
  await next(page);
  await go(page, "How was it taken?");
  await page.getByRole("radio").first().check();
  await next(page);
  await go(page, "Is there a camera nearby?");
  await page.getByLabel("Not known").check();
  await next(page);
  await go(page, "Was anything else taken? (optional)");
  await next(page);
  await go(page, "Who insures it? (optional)");
  await next(page);
  await go(page, "Have you told the police?");
  await page.getByLabel("Yes", { exact: true }).check();
  await page.getByLabel("Reference", { exact: true }).first().fill("35/12345/26");
  await page.getByLabel("What is it?").first().selectOption("Crime reference");
  await next(page);
  await go(page, "Show this theft to the public?");
  await page.getByLabel("Yes, show it").check();
  await next(page);
  await go(page, "Check what you told us");
}

/** Reports a bike stolen, from its open page. */
export async function reportStolen(page) {
  await tellOfTheft(page);
  await page.getByRole("button", { name: "Report it stolen" }).click();
  assert.equal(await heading(page), "Bike reported stolen");
}

/** Returns what the public check says about a number. */
export async function checkNumber(page, number) {
  await page.goto(address("/check"));
  await page.getByLabel("Frame number, or the code on a label").fill(number);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  return ((await page.locator(".fm-answer__title").textContent()) ?? "").trim();
}

/** Looks a bike up by what can be read off it, and perhaps what it looks like. Leaves the results open. */
export async function lookUp(page, number, reason, { make, colour } = {}) {
  await page.goto(address("/police/look-up"));
  await page.getByLabel("What can you read on it?").fill(number);
  await page.getByLabel("Why are you looking?").fill(reason);
  if (make || colour) await page.getByText("Describe the bike").click();
  if (make) await page.getByLabel("Make", { exact: true }).fill(make);
  if (colour) await page.getByLabel("Main colour").selectOption({ label: colour });
  await page.getByRole("button", { name: "Look up", exact: true }).first().click();
}

/** Waits until the bike with this reference is among the results, and returns the first result. */
export async function foundFirst(page, reference) {
  await until(`${reference} among the results`, async () => {
    if ((await page.locator("article.fm-result").filter({ hasText: reference }).count()) > 0) return true;
    // The results of a look-up do not change, so look again.
    const again = page.getByRole("button", { name: "Look again" });
    if ((await again.count()) > 0) {
      await again.click();
    } else {
      await page.getByRole("link", { name: "Change this look-up" }).first().click();
      await page.getByRole("button", { name: "Look up", exact: true }).first().click();
    }
    return false;
  });
  return page.locator("article.fm-result").first();
}
