import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { badge, complained, device, field, launch, set, textArea, value } from "./browser";
import { anEscrow, Server } from "./server";

// What one device keeps, and how its tabs share a connection.

const server = new Server();
let browser: Browser;

beforeAll(async () => {
  await server.start();
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
  expect(complained()).toEqual([]);
});

/** Kills the process that shows a page, as a crash does: nothing of the page runs any more. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => undefined); // nobody is left to answer
  await crashed;
}

/** Fills what room the page's origin has. */
async function fill(): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open("filler", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("filler", { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
  });
  for (let size = 4_000_000; size > 1_000; size /= 4) {
    for (let room = true; room; ) {
      const transaction = database.transaction("filler", "readwrite");
      const noise = new Uint8Array(size);
      for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
      transaction.objectStore("filler").put(noise);
      room = await new Promise((resolve) => {
        transaction.oncomplete = () => resolve(true);
        transaction.onabort = () => resolve(false);
      });
    }
  }
}

test("the last key before a crash is on the disk", async () => {
  const { escrow } = await anEscrow(server, 9);
  const url = `${server.url}/escrows/${escrow.id}`;
  const { context, page } = await device(browser, url, "agent1@demo.test");
  await textArea(page, "Shared notes").waitFor();
  await context.setOffline(true);
  const typed = "twelve words";
  await textArea(page, "Shared notes").pressSequentially(typed);
  await crash(page);
  const again = await context.newPage();
  await again.goto(url);
  await expect.poll(() => value(again, "Shared notes")).toBe(typed);
  await expect.poll(() => badge(again).textContent()).toContain(`${typed.length} edits waiting`);
  await context.close();
});

test("a full disk is told, nothing is called saved that is not, and all is well when there is room", async () => {
  const { escrow } = await anEscrow(server, 10);
  const url = `${server.url}/escrows/${escrow.id}`;
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  // The browser looks at the override when it first writes for an origin.
  await session.send("Storage.overrideQuotaForOrigin", { origin: server.url, quotaSize: 30e6 });
  await device(browser, url, "agent1@demo.test", {}, page);
  await field(page, "Purchase price").waitFor();
  await context.setOffline(true);
  await page.evaluate(fill);
  const state = page.getByRole("status", { name: "Save state" }).first();
  await set(page, "Purchase price", "640000");
  await expect.poll(() => state.textContent()).toBe("Not saved: this device has no room");
  await session.send("Storage.overrideQuotaForOrigin", { origin: server.url });
  await expect.poll(() => state.textContent(), { timeout: 15_000 }).toBe("Saved on this device");
  await page.reload();
  await expect.poll(() => value(page, "Purchase price")).toBe("640000");
  await context.close();
});

test("a paste of 99,000 characters is counted, saved and sent", async () => {
  const { escrow, accessToken } = await anEscrow(server, 11);
  const { context, page } = await device(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  await textArea(page, "Shared notes").waitFor();
  await context.setOffline(true);
  const text = "A long letter. ".repeat(6_600);
  await textArea(page, "Shared notes").fill(text);
  await expect.poll(() => badge(page).textContent()).toContain("20 edits waiting");
  await context.setOffline(false);
  await expect.poll(() => badge(page).textContent(), { timeout: 60_000 }).toBe("Connected");
  const record = await server.get<{ fields: Record<string, unknown> }>(`/escrows/${escrow.id}`, accessToken);
  expect(String(record.fields.briefing).length).toBe(text.length);
  await context.close();
});
