// What a volunteer does at the desk: taps and typing.
import assert from "node:assert/strict";

/** Opens the desk for today's event on a signed-in phone, and waits until it works without a network. */
export async function openDesk(page, server, desk = "Desk 1") {
  await page.goto(`${server.url}/desk`);
  await page.getByText(desk, { exact: true }).click();
  await page.getByRole("button", { name: "Open the desk" }).click();
  await page.getByRole("heading", { name: "Next bike" }).waitFor();
  await page.locator("body[data-offline=ready]").waitFor({ state: "attached", timeout: 30_000 });
}

/** Makes up a bike and its owner. Each number gives a different one. */
export const bikeOf = (number) => ({
  frame: `DSK${String(number).padStart(5, "0")}Q`,
  make: "Trek",
  email: `rider${number}@example.org`,
  name: `Robin Rider-${number}`,
  // Ofcom keeps these phone numbers for drama.
  phone: `07700 900${String(number % 1_000).padStart(3, "0")}`,
});

/** Fills in the form and saves the bike. */
export async function saveBike(page, code, bike) {
  await page.fill("#code", code);
  await page.fill("#frame_number", bike.frame);
  await page.fill("#make", bike.make);
  await page.locator('input[name="colour"][value="red"]').check({ force: true });
  await page.fill("#email", bike.email);
  await page.fill("#phone", bike.phone);
  await page.fill("#name", bike.name);
  await page.locator("#consent").check();
  await page.locator("#save").click();
  await page.locator("#saved-text").filter({ hasText: code }).waitFor();
}

/** Waits until the screen says how many bikes are waiting, and returns that number. */
export async function waiting(page) {
  const bar = page.locator("#bar-waiting");
  await bar.filter({ hasText: /\d+ waiting/ }).waitFor();
  const said = ((await bar.textContent()) ?? "").trim();
  assert.match(said, /^\d+ waiting/, "the screen shows how many are waiting");
  return Number.parseInt(said, 10);
}

/** Tells the page that the network is back, as a phone does. */
export const networkIsBack = (page) => page.evaluate(() => void window.dispatchEvent(new Event("online")));

/** Returns everything the page stores, as text: databases, caches, cookies, local and session storage. */
export async function everythingKept(page) {
  return page.evaluate(async () => {
    const readable = (value) => {
      if (value instanceof Uint8Array || value instanceof ArrayBuffer) return new TextDecoder("latin1").decode(value);
      if (value && typeof value === "object") return Object.entries(value).map(([name, of]) => `${name}=${readable(of)}`).join(" ");
      return String(value);
    };
    const kept = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of db.objectStoreNames) {
        const rows = await new Promise((resolve, reject) => {
          const asking = db.transaction(store).objectStore(store).getAll();
          asking.onsuccess = () => resolve(asking.result);
          asking.onerror = () => reject(asking.error);
        });
        kept.push(`${name}.${store}: ${rows.length} rows`, ...rows.map(readable));
      }
      db.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        kept.push(request.url);
        const answer = await cache.match(request);
        if (!request.url.endsWith(".wasm")) kept.push(await answer.text());
      }
    }
    return kept.join("\n");
  });
}
