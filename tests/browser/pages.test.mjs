// Every page of every audience, on a phone and on a desktop, with JavaScript and without.
import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { OUT, WEIGHT_LIMIT, WIDTHS, address, checkOpenPage, openTab, resize, shut, startBrowser } from "./harness.mjs";
import {
  answerQuestions,
  blankLabels,
  confirm,
  demoPage,
  freshNumber,
  heading,
  lookUp,
  openLetter,
  photo,
  foundFirst,
  register,
  reportStolen,
  signIn,
  tellOfTheft,
} from "./people.mjs";

const TABLE = join(OUT, "weights.tsv");
const STEPS = ["email", "frame-number", "make", "model", "colours", "kind", "other-numbers", "features", "photos", "mark", "you"];

let chromium;
before(async () => {
  chromium = await startBrowser();
  mkdirSync(OUT, { recursive: true });
  rmSync(TABLE, { force: true });
});
after(() => chromium?.stop());

/** Opens a browser window for one person. With `from`, it has the same cookies as that window. */
async function somebody(js = true, from) {
  const storageState = from ? await from.storageState() : undefined;
  return chromium.browser.newContext({ javaScriptEnabled: js, locale: "en-GB", timezoneId: "Europe/London", storageState });
}

async function asSomebody(email) {
  const context = await somebody();
  const page = await context.newPage();
  await signIn(page, email);
  await shut(page);
  return context;
}

/** Does something in a new tab, then closes the tab. */
async function inTab(context, doing) {
  const tab = await openTab(chromium.browser, { width: 390, context });
  try {
    return await doing(tab.page, tab);
  } finally {
    await shut(tab.page);
  }
}

/** Returns the controls on the open page that nobody can see or use without JavaScript. */
async function unseen(page) {
  const controls = page.locator("main :is(input:not([type=hidden]), select, textarea, button, a[href])");
  return controls.evaluateAll((all) =>
    all
      .filter((one) => !one.closest("details:not([open])") && one.getClientRects().length === 0)
      .map((one) => one.outerHTML.slice(0, 120)),
  );
}

/**
 * Checks one page: with JavaScript on a phone and then made as wide as a desktop, and without JavaScript on a phone. `open`
 * is an address, or a function that goes to the page. `status` is the expected status; `heavy` lifts the size limit for
 * desks and officers.
 */
async function whole(context, name, open, { status = 200, heavy = false } = {}) {
  const go = typeof open === "string" ? (page) => page.goto(address(open), { waitUntil: "load" }) : open;
  const plain = await withoutScripts(context);
  await Promise.all([
    view(context, name, go, { js: true, widths: WIDTHS, status, heavy }),
    view(plain, name, go, { js: false, widths: WIDTHS.slice(0, 1), status, heavy }),
  ]);
}

const plains = new WeakMap();

/** Returns a window without JavaScript that has the cookies that `context` has now. One window is kept for each context. */
async function withoutScripts(context) {
  let plain = plains.get(context);
  if (!plain) {
    plain = await somebody(false);
    plains.set(context, plain);
  }
  await plain.clearCookies();
  await plain.addCookies(await context.cookies());
  return plain;
}

async function view(context, name, go, { js, widths, status, heavy }) {
  const tab = await openTab(chromium.browser, { js, width: widths[0], context });
  try {
    let answered;
    tab.page.on("response", (response) => {
      if (response.request().isNavigationRequest()) answered = response.status();
    });
    tab.page.on("request", (request) => {
      if (request.isNavigationRequest()) tab.weight.reset();
    });
    await go(tab.page);
    await tab.page.waitForLoadState("load");
    assert.equal(answered, status, `${name} answers ${status}`);
    if (status >= 400) {
      // Chromium reports a page's own 4xx as a console error.
      const own = tab.problems.findIndex((problem) => problem.includes(`status of ${status}`));
      if (own >= 0) tab.problems.splice(own, 1);
    }
    for (const width of widths) {
      if (width !== widths[0]) await resize(tab, width);
      await checkOpenPage(tab, { name, js, width });
    }
    if (!js) assert.deepEqual(await unseen(tab.page), [], `${name} hides controls without JavaScript`);
    const total = tab.weight.total();
    const paint = js
      ? await tab.page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0)
      : 0;
    const row = [name, js, total, tab.weight.files().length, Math.round(paint)];
    appendFileSync(TABLE, `${row.join("\t")}\n`);
    const files = tab.weight.files().map((file) => `${file.bytes} ${file.url}`);
    if (!heavy) assert.ok(total < WEIGHT_LIMIT, `${name} has ${total} bytes:\n${files.join("\n")}`);
  } finally {
    await shut(tab.page);
  }
}

/** Opens a page, makes a `change` to its form and sends it. */
const sent = (path, button, change = async () => {}) => async (page) => {
  await page.goto(address(path));
  await change(page);
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: button, exact: true }).first().click()]);
};

/** Replaces one character of a label's code. */
function misread(code) {
  const other = code[0] === "7" ? "8" : "7";
  return other + code.slice(1);
}

describe("anyone", () => {
  let context;
  before(async () => {
    context = await somebody();
  });
  after(() => context?.close());

  const quiet = ["/", "/check", "/check?number=QQQ99999QQQ", "/events", "/advice", "/privacy", "/licences", "/m", "/register", "/contact", "/help", "/accessibility"];
  for (const path of [...quiet, "/report-stolen", "/sign-in", "/sign-in/sent", "/dev/mail", "/register/email"]) {
    test(path, () => whole(context, `anyone${path.replaceAll(/[/?=]/g, "-")}`, path));
  }

  for (const path of ["/", "/check", "/advice"]) {
    test(`${path} stays still while it loads on a phone`, async () => {
      const tab = await openTab(chromium.browser, { width: 390 });
      try {
        await tab.page.goto(address(path), { waitUntil: "load" });
        const moved = await tab.page.evaluate(
          () =>
            new Promise((resolve) => {
              let sum = 0;
              new PerformanceObserver((list) => {
                for (const shift of list.getEntries()) sum += shift.value;
              }).observe({ type: "layout-shift", buffered: true });
              setTimeout(() => resolve(sum), 500);
            }),
        );
        assert.ok(moved <= 0.01, `${path} shifts by ${moved}`);
        assert.equal(await tab.page.locator("#navigation").isVisible(), false, "the menu is folded");
      } finally {
        await tab.close();
      }
    });
  }

  test("an event", async () => {
    const path = await inTab(context, async (page) => {
      await page.goto(address("/events"));
      return page.locator(".fm-event a").first().getAttribute("href");
    });
    await whole(context, "anyone-event", path);
  });

  test("a booking at an event", async () => {
    const event = await inTab(context, async (page) => {
      await page.goto(address("/events"));
      return page.getByRole("link", { name: "Ely riverside marking day" }).first().getAttribute("href");
    });
    await whole(context, "anyone-book", `${event}/book`);
    await whole(context, "anyone-book-error", sent(`${event}/book`, "Book"), { status: 422 });
    const email = `pages-${Date.now()}@example.org`;
    await inTab(context, async (page) => {
      await page.goto(address(`${event}/book`));
      await page.locator("input[name=time]").first().check();
      await page.getByLabel("Your name").fill("Robin Rowe");
      await page.getByLabel("E-mail address").fill(email);
      await page.getByRole("button", { name: "Book" }).click();
      await page.getByRole("heading", { name: "Check your e-mail to keep your place" }).waitFor();
    });
    await whole(context, "anyone-booked", `${event}/booked`);
    const booking = await inTab(context, async (page) => {
      await openLetter(page, email, /Confirm your booking for bike marking/);
      return new URL(await page.locator("main a[href*='/events/bookings/']").first().getAttribute("href")).pathname;
    });
    await whole(context, "anyone-booking-held", booking);
    await inTab(context, async (page) => {
      await page.goto(address(booking));
      await page.getByRole("button", { name: "Keep my place" }).click();
      await page.getByRole("heading", { name: "Your place is booked" }).waitFor();
    });
    await whole(context, "anyone-booking", booking);
    await whole(context, "anyone-no-booking", "/events/bookings/AAAAAAAAAAAAAAAAAAAAAA", { status: 410 });
  });

  test("a label that is not on a bike, one that was misread, and one that is not ours", async () => {
    const [blank] = blankLabels();
    await whole(context, "anyone-mark-blank", `/m/${blank.replace("-", "")}`);
    await whole(context, "anyone-mark-misread", `/m?code=${misread(blank)}`);
    await whole(context, "anyone-mark-not-ours", "/m/0000000000", { status: 404 });
  });

  test("a conversation as its finder and its owner see it", async () => {
    const finder = demoPage("What a finder sees of a conversation");
    await whole(context, "finder-conversation", finder);
    await whole(context, "finder-conversation-error", sent(finder, "Send"), { status: 422 });
    await whole(context, "finder-report", `${finder}/report`);
    const owner = demoPage("What the owner sees of it");
    await whole(context, "owner-conversation", owner);
    await whole(context, "owner-report-finder", `${owner}/report`);
  });

  test("stolen bikes, and the hot sheet as its reader sees it", async () => {
    await whole(context, "anyone-stolen", "/stolen");
    await whole(context, "anyone-hot-sheet", "/stolen/hot-sheet");
    await whole(context, "reader-hot-sheet", demoPage("What a reader of the hot sheet can change"));
  });

  test("forms that come back with errors", async () => {
    await whole(context, "anyone-check-error", sent("/check", "Check"), { status: 422 });
    await whole(context, "anyone-sign-in-error", sent("/sign-in", "Send me a link"), { status: 422 });
    await whole(context, "anyone-register-email-error", sent("/register/email", "Continue"), { status: 422 });
  });

  test("a missing page, a link that does not work, and a form that is too old", async () => {
    await whole(context, "anyone-404", "/nothing-here", { status: 404 });
    await whole(context, "anyone-link-useless", "/sign-in/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", { status: 410 });
    const old = sent("/sign-in", "Send me a link", async (page) => {
      await page.getByLabel("Your e-mail address").fill("somebody@example.org");
      await page.context().clearCookies();
    });
    await whole(context, "anyone-form-too-old", old, { status: 403 });
  });
});

describe("an owner", () => {
  const email = `pages-${Date.now()}@example.org`;
  let context;
  let bike;
  before(async () => {
    context = await somebody();
    await inTab(context, async (page) => {
      await page.goto(address("/"));
      await answerQuestions(page, { email, number: freshNumber(), photo: await photo(page) });
    });
  });
  after(() => context?.close());

  for (const step of STEPS) {
    test(`the question about ${step}`, () => whole(context, `owner-register-${step}`, `/register/${step}`));
  }

  test("questions that come back with errors", async () => {
    const again = (step, change) => sent(`/register/${step}`, "Continue", change);
    const clear = (label) => (page) => page.getByLabel(label).first().fill("");
    await whole(context, "owner-register-frame-number-error", again("frame-number", clear(/^Frame number/)), { status: 422 });
    await whole(context, "owner-register-make-error", again("make", clear("What make is it?")), { status: 422 });
    await whole(context, "owner-register-mark-error", again("mark", (page) => page.locator("#mark").fill("NOT A MARK")), { status: 422 });
    await whole(context, "owner-register-you-error", again("you", async (page) => {
      for (const id of ["name", "phone", "postcode"]) await page.locator(`#${id}`).fill(id === "phone" ? "12" : "");
    }), { status: 422 });
  });

  test("a registration that is resumed, checked and done", async () => {
    await whole(context, "owner-register-resume", "/register");
    await whole(context, "owner-register-check", "/register/check");
    await inTab(context, async (page) => {
      await page.goto(address("/register/check"));
      await page.getByRole("button", { name: "Register this bike" }).click();
      assert.equal(await heading(page), "Bike registered");
    });
    await whole(context, "owner-register-done", "/register/done");
    await whole(context, "owner-register-address", "/register/done/address");
    const wrong = async (page) => {
      await page.goto(address("/register/done/address"));
      await page.locator("#email").fill("nobody");
      await page.getByRole("button", { name: "Send the link" }).click();
    };
    await whole(context, "owner-register-address-error", wrong, { status: 422 });
  });

  test("e-mails and the links in them", async () => {
    const letter = await inTab(context, async (page) => {
      await page.waitForTimeout(1500);
      await page.goto(address("/dev/mail"));
      const row = page.locator("tbody tr").filter({ hasText: email });
      await row.locator("a").first().click();
      return { path: new URL(page.url()).pathname, link: await page.locator(".fm-letter a").first().getAttribute("href") };
    });
    await whole(context, "owner-letter", letter.path);
    await whole(context, "owner-link", new URL(letter.link).pathname);
    await inTab(context, (page) => confirm(page, email));
  });

  test("an owner's bikes, and one of them", async () => {
    bike = await inTab(context, async (page) => {
      await page.goto(address("/account"));
      return page.locator(".fm-bikes a").first().getAttribute("href");
    });
    await whole(context, "owner-account", "/account");
    await whole(context, "owner-sessions", "/account/sessions");
    await whole(context, "owner-data", "/account/data");
    await whole(context, "owner-erase", "/account/data/erase");
    await whole(context, "owner-erase-error", sent("/account/data/erase", "Erase my account"), { status: 422 });
    await whole(context, "anyone-erased", "/account/erased");
    await whole(context, "owner-bike", bike);
    await whole(context, "owner-bike-photos", `${bike}/photos`);
    await whole(context, "owner-bike-photos-error", sent(`${bike}/photos`, "Add"), { status: 422 });
    await whole(context, "owner-register-signed-in", "/register");
    await whole(context, "owner-report-stolen", "/report-stolen");
  });

  test("a report of a theft, question by question", async () => {
    await whole(context, "owner-stolen-when-error", sent(`${bike}/report-stolen`, "Continue"), { status: 422 });
    await inTab(context, async (page) => {
      await page.goto(address(bike));
      await tellOfTheft(page);
    });
    for (const part of ["", "/gone", "/where", "/lock", "/how", "/camera", "/taken", "/insurer", "/police", "/public", "/check"]) {
      await whole(context, `owner-stolen${part.replace("/", "-") || "-when"}`, `${bike}/report-stolen${part}`);
    }
    await inTab(context, async (page) => {
      await page.goto(address(`${bike}/report-stolen/check`));
      await page.getByRole("button", { name: "Report it stolen" }).click();
      assert.equal(await heading(page), "Bike reported stolen");
    });
    await whole(context, "owner-stolen-done", `${bike}/report-stolen/done`);
    await whole(context, "owner-bike-stolen", bike);
    await whole(context, "owner-found-it", `${bike}/found-it`);
    await whole(context, "owner-found-it-error", sent(`${bike}/found-it`, "Save"), { status: 422 });
    await whole(context, "owner-not-an-officer", "/police/look-up", { status: 403 });
  });
});

describe("a volunteer", () => {
  let context;
  before(async () => {
    context = await asSomebody("volunteer2@example.org");
  });
  after(() => context?.close());

  test("the desk, from a label to a marked bike, and what a scan of the label shows", async () => {
    const code = blankLabels()[2];
    const compact = code.replace("-", "");
    const ready = `/desk/online?code=${compact}`;
    await whole(context, "volunteer-desk", "/desk/online", { heavy: true });
    await whole(context, "volunteer-desk-misread", `/desk/online?code=${misread(code)}`, { heavy: true });
    await whole(context, "volunteer-desk-unknown", "/desk/online?code=NOTAMARK", { heavy: true, status: 422 });
    await whole(context, "volunteer-blank-label", `/m/${compact}`);
    await whole(context, "volunteer-bike", ready, { heavy: true });
    await whole(context, "volunteer-bike-error", sent(ready, "Register and mark this bike"), { heavy: true, status: 422 });
    await inTab(context, async (page) => {
      await page.goto(address(ready));
      await page.getByLabel("Frame number", { exact: true }).fill(freshNumber());
      await page.getByLabel("Make", { exact: true }).fill("Dawes");
      await page.getByLabel("Main colour").selectOption({ label: "Green" });
      await page.getByLabel("Name", { exact: true }).fill("Robin Rowe");
      await page.getByLabel("E-mail address").fill("pages-desk@example.org");
      await page.getByLabel(/The owner agrees/).check();
      await page.getByRole("button", { name: "Register and mark this bike" }).click();
      assert.equal(await heading(page), "Bike registered and marked");
    });
    await whole(context, "volunteer-done", "/desk/online/done", { heavy: true });
    const anyone = await somebody();
    await whole(anyone, "anyone-mark", `/m/${compact}`);
    await whole(anyone, "anyone-mark-error", sent(`/m/${compact}`, "Send to the owner"), { status: 422 });
    await whole(anyone, "anyone-mark-sent", async (page) => {
      await page.goto(address(`/m/${compact}`));
      await page.getByLabel("Message", { exact: true }).fill("It lies in the hedge behind the library.");
      await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Send to the owner" }).click()]);
    });
    await whole(anyone, "anyone-check-registered", `/check?number=${compact}`);
    await anyone.close();
  });
});

describe("a coordinator", () => {
  let context;
  before(async () => {
    context = await asSomebody("coordinator@example.org");
  });
  after(() => context?.close());

  test("marks: made, sent out, printed and counted", async () => {
    await whole(context, "coordinator-batches", "/partner/batches", { heavy: true });
    await whole(context, "coordinator-batch-new", "/partner/batches/new", { heavy: true });
    await whole(context, "coordinator-batch-new-error", sent("/partner/batches/new", "Make marks"), { heavy: true, status: 422 });
    const batch = await inTab(context, async (page) => {
      await page.goto(address("/partner/batches/new"));
      await page.getByLabel("How many?").fill("63");
      await page.getByRole("button", { name: "Make marks" }).click();
      return new URL(page.url()).pathname;
    });
    await whole(context, "coordinator-batch", batch, { heavy: true });
    const mark = await inTab(context, async (page) => {
      await page.goto(address(batch));
      return page.locator("tbody a.fm-code").first().getAttribute("href");
    });
    await whole(context, "coordinator-batch-mark", mark, { heavy: true });
    await whole(context, "coordinator-batch-none", `${batch}?show=void`, { heavy: true });
    await whole(context, "coordinator-batch-print", `${batch}/print`, { heavy: true });
    await whole(context, "coordinator-batch-print-error", sent(`${batch}/print?start=99&which=range`, "Get the labels (PDF)"), { heavy: true, status: 422 });
    await whole(context, "coordinator-batch-move", `${batch}/move`, { heavy: true });
    await whole(context, "coordinator-batch-move-error", sent(`${batch}/move`, "Continue"), { heavy: true, status: 422 });
    await inTab(context, async (page) => {
      await page.goto(address(`${batch}/move`));
      await page.getByLabel("Cancel: damaged").check();
      await page.getByLabel("The first labels in the batch").check();
      await page.getByLabel("How many?").fill("2");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("heading", { name: "Cancel 2 marks as damaged?" }).waitFor();
      await page.getByRole("button", { name: "Cancel 2 marks" }).click();
      await page.getByText("2 marks cancelled").waitFor();
    });
    await whole(context, "coordinator-batch-voided", batch, { heavy: true });
  });
});

describe("an officer", () => {
  let context;
  let number;
  let reference;
  before(async () => {
    context = await asSomebody("officer@example.org");
    const owner = await somebody();
    await inTab(owner, async (page) => {
      const email = `stolen-${Date.now()}@example.org`;
      number = freshNumber("WSBC");
      await page.goto(address("/"));
      reference = await register(page, { email, number, photo: await photo(page) });
      await confirm(page, email);
      await page.goto(address("/account"));
      await page.locator(".fm-bikes a").first().click();
      await reportStolen(page);
    });
    await owner.close();
  });
  after(() => context?.close());

  test("a code app", async () => {
    await whole(context, "officer-code-app", "/account/second-factor");
    await whole(context, "officer-code-app-set-up", "/account/second-factor/set-up");
    await whole(context, "officer-code-app-error", sent("/account/second-factor/set-up", "Continue"), { status: 422 });
  });

  test("a look-up, its results and the owner of one bike", async () => {
    await whole(context, "officer-look-up", "/police/look-up", { heavy: true });
    await whole(context, "officer-look-up-error", sent("/police/look-up", "Look up"), { heavy: true, status: 422 });
    const { results, owner } = await inTab(context, async (page) => {
      await lookUp(page, `${number.slice(0, 5)}?${number.slice(6)}`, "PS/2026/118");
      const first = await foundFirst(page, reference);
      const link = await first.getByRole("link", { name: /Show owner details/ }).getAttribute("href");
      return { results: new URL(page.url()).pathname, owner: link };
    });
    await whole(context, "officer-results", results, { heavy: true });
    const filtered = await inTab(context, async (page) => {
      // A look-up that finds several bikes has a filter.
      await lookUp(page, "", "PS/2026/118", { make: "Trek" });
      const before = new URL(page.url()).pathname;
      for (const label of ["Reported stolen", "Cambridge", "Area not known"]) {
        await page.locator("#filter").getByLabel(label, { exact: true }).check();
      }
      await page.getByRole("button", { name: "Apply filters" }).click();
      await page.waitForURL((url) => url.pathname !== before);
      return new URL(page.url()).pathname;
    });
    await whole(context, "officer-results-filtered", filtered, { heavy: true });
    await whole(context, "officer-look-up-again", `/police/look-up?from=${results.split("/").pop()}`, { heavy: true });
    await whole(context, "officer-owner-ask", owner, { heavy: true });
    const why = (page) => page.getByLabel("Why do you need them?").fill("To ring the owner");
    await whole(context, "officer-owner", sent(owner, "Show owner details", why), { heavy: true });
    const anyone = await somebody();
    await whole(anyone, "anyone-check-stolen", `/check?number=${number}`);
    await anyone.close();
  });

  test("a look-up that finds nothing", async () => {
    const nothing = await inTab(context, async (page) => {
      await lookUp(page, "QQQQQQQQQQQQ", "PS/2026/119");
      return new URL(page.url()).pathname;
    });
    await whole(context, "officer-results-none", nothing, { heavy: true });
  });

  test("recovered bikes, a new one, and one that is matched", async () => {
    const photos = await inTab(context, async (page) => {
      await lookUp(page, number, "PS/2026/120");
      const first = await foundFirst(page, reference);
      const bike = ((await first.getAttribute("id")) ?? "").replace("bike-", "");
      return `/police/bikes/${bike}/photos?look_up=${new URL(page.url()).pathname.split("/").pop()}`;
    });
    await whole(context, "officer-photos", photos, { heavy: true });
    await whole(context, "officer-recoveries", "/police/recoveries", { heavy: true });
    await whole(context, "officer-recovery-new", "/police/recoveries/new", { heavy: true });
    await whole(context, "officer-recovery-error", sent("/police/recoveries/new", "Record and look for its owner"), {
      heavy: true,
      status: 422,
    });
    const recovery = await inTab(context, async (page) => {
      await page.goto(address("/police/recoveries/new"));
      await page.getByLabel("Property reference").fill(`PS/PAGES/${Date.now()}`);
      await page.getByLabel("What can you read of the frame number?").fill(number);
      await page.getByRole("button", { name: "Record and look for its owner" }).click();
      await foundFirst(page, reference);
      return new URL(page.url()).pathname;
    });
    await whole(context, "officer-recovery", recovery, { heavy: true });
    const album = `${recovery}/photos`;
    await whole(context, "officer-recovery-photos-none", album, { heavy: true });
    await whole(context, "officer-recovery-photos-error", sent(album, "Add photos"), { heavy: true, status: 422 });
    await inTab(context, async (page) => {
      await page.goto(address(album));
      await page.getByLabel("A number or label").check();
      await page.getByLabel("Photos", { exact: true }).setInputFiles({ name: "stamp.jpg", mimeType: "image/jpeg", buffer: await photo(page) });
      await page.getByRole("button", { name: "Add photos" }).click();
      await page.locator(".fm-photos__item").first().waitFor();
    });
    await whole(context, "officer-recovery-photos", album, { heavy: true });
    await inTab(context, async (page) => {
      await page.goto(address(recovery));
      await page.getByRole("button", { name: /It is this bike/ }).first().click();
      await page.getByRole("button", { name: "Give it back to its owner" }).waitFor();
    });
    await whole(context, "officer-recovery-tied", recovery, { heavy: true });
  });
});

describe("the coordinator's pages", () => {
  let context;
  before(async () => {
    context = await asSomebody("coordinator@example.org");
  });
  after(() => context?.close());

  test("events: the list, a plan, the rota, the bookings, closing", async () => {
    await whole(context, "coordinator-events", "/partner/events", { heavy: true });
    await whole(context, "coordinator-events-past", "/partner/events?which=past", { heavy: true });
    await whole(context, "coordinator-event-new", "/partner/events/new", { heavy: true });
    const empty = sent("/partner/events/new", "Save as a draft");
    await whole(context, "coordinator-event-new-error", empty, { heavy: true, status: 422 });
    const event = await inTab(context, async (page) => {
      await page.goto(address("/partner/events"));
      return page.getByRole("link", { name: "Market Square marking day" }).getAttribute("href");
    });
    await whole(context, "coordinator-event", event, { heavy: true });
    for (const part of ["edit", "staff", "bookings", "cancel", "close"]) {
      await whole(context, `coordinator-event-${part}`, `${event}/${part}`, { heavy: true });
    }
    const cancelling = await inTab(context, async (page) => {
      await page.goto(address(`${event}/bookings`));
      return page.locator("main table a[href$='/cancel']").first().getAttribute("href");
    });
    await whole(context, "coordinator-event-cancel-booking", cancelling, { heavy: true });
    const nobody = sent(`${event}/staff`, "Put on the rota");
    await whole(context, "coordinator-event-staff-error", nobody, { heavy: true, status: 422 });
  });
});

describe("the problem cases of a partnership", () => {
  test("what those in a case see", async () => {
    const context = await asSomebody("lead@example.org");
    await whole(context, "lead-problems", "/partner/problems?state=all", { heavy: true });
    await whole(context, "lead-problem-new", "/partner/problems/new", { heavy: true });
    const empty = sent("/partner/problems/new", "Open the case");
    await whole(context, "lead-problem-new-error", empty, { heavy: true, status: 422 });
    await whole(context, "lead-problem", "/partner/problems/1", { heavy: true });
    await whole(context, "lead-problem-closed", "/partner/problems/3", { heavy: true });
    const parts = ["move", "close", "history", "agencies/new", "agencies/12", "responses/new", "responses/3", "summary", "links"];
    for (const part of [...parts, "stages/scanning", "stages/analysis", "stages/assessment"]) {
      await whole(context, `lead-problem-${part.replaceAll("/", "-")}`, `/partner/problems/1/${part}`, { heavy: true });
    }
    await whole(context, "lead-problem-withdraw", "/partner/problems/3/summary/withdraw", { heavy: true });
    await context.close();
  });
});

describe("the meetings of a partnership", () => {
  test("what those who keep them see", async () => {
    const context = await asSomebody("lead@example.org");
    await whole(context, "lead-meetings", "/partner/meetings", { heavy: true });
    await whole(context, "lead-meeting-new", "/partner/meetings/new", { heavy: true });
    const empty = sent("/partner/meetings/new", "Save the meeting");
    await whole(context, "lead-meeting-new-error", empty, { heavy: true, status: 422 });
    await whole(context, "lead-meeting", "/partner/meetings/2", { heavy: true });
    const parts = ["edit", "cancel", "history", "attendance", "minutes", "minutes/agree", "points/new", "points/5"];
    for (const part of [...parts, "items/new", "items/2", "items/2/decision", "items/2/papers", "items/4/minutes", "papers/1/remove"]) {
      await whole(context, `lead-meeting-${part.replaceAll("/", "-")}`, `/partner/meetings/1/${part}`, { heavy: true });
    }
    await whole(context, "lead-meeting-reply", "/partner/meetings/2/questions/3", { heavy: true });
    await context.close();
  });

  test("what the public sees", async () => {
    const anyone = await somebody();
    for (const [name, path] of [
      ["anyone-meetings", "meetings"],
      ["anyone-meeting", "meetings/2"],
      ["anyone-meeting-to-come", "meetings/3"],
      ["anyone-meeting-question", "meetings/2/question"],
      ["anyone-meeting-question-sent", "meetings/2/question?sent"],
      ["anyone-problems", "problems"],
      ["anyone-problem", "problems/3"],
    ]) {
      await whole(anyone, name, `/partnership/cambridge/${path}`);
    }
    await anyone.close();
  });
});

describe("the campaigns and consultations of a partnership", () => {
  test("what those who keep them see", async () => {
    const context = await asSomebody("lead@example.org");
    await whole(context, "lead-campaigns", "/partner/campaigns", { heavy: true });
    const campaign = sent("/partner/campaigns/new", "Save the campaign");
    await whole(context, "lead-campaign-new-error", campaign, { heavy: true, status: 422 });
    await whole(context, "lead-campaign", "/partner/campaigns/1", { heavy: true });
    for (const part of ["edit", "withdraw", "links", "counts/new", "counts/1", "papers", "history"]) {
      await whole(context, `lead-campaign-${part.replaceAll("/", "-")}`, `/partner/campaigns/1/${part}`, { heavy: true });
    }
    await whole(context, "lead-consultations", "/partner/consultations", { heavy: true });
    const consultation = sent("/partner/consultations/new", "Save the consultation");
    await whole(context, "lead-consultation-new-error", consultation, { heavy: true, status: 422 });
    await whole(context, "lead-consultation", "/partner/consultations/1", { heavy: true });
    await whole(context, "lead-consultation-closed", "/partner/consultations/2", { heavy: true });
    for (const part of ["edit", "withdraw", "outcome", "result", "words", "stands/new", "stands/1", "history"]) {
      const name = `lead-consultation-${part.replaceAll("/", "-")}`;
      await whole(context, name, `/partner/consultations/1/${part}`, { heavy: true });
    }
    await context.close();
  });

  test("what the public sees", async () => {
    const anyone = await somebody();
    for (const [name, path] of [
      ["anyone-campaigns", "campaigns"],
      ["anyone-campaign", "campaigns/save-our-cycles"],
      ["anyone-have-your-say", "have-your-say"],
      ["anyone-consultation", "have-your-say/1"],
      ["anyone-consultation-answer", "have-your-say/1/answer"],
      ["anyone-consultation-sent", "have-your-say/1/answer?sent"],
      ["anyone-consultation-result", "have-your-say/2"],
      ["anyone-consultation-closed", "have-your-say/2/answer"],
    ]) {
      await whole(anyone, name, `/partnership/cambridge/${path}`);
    }
    await anyone.close();
  });
});
