import { expect, test } from "vitest";
import {
  badge,
  browser,
  crash,
  device,
  documents,
  field,
  holdsAll,
  price,
  serving,
  set,
  signIn,
  textArea,
  visitor,
} from "./browser";
import { anEscrow, Server } from "./server";

// What one device keeps, and how its tabs share a connection.

const server = serving(new Server());

/** Fills what room the page's origin has. */
async function fill(): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open("filler", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("filler", { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
  });
  for (let size = 2 ** 22; size > 50; size /= 4) {
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
  await expect.poll(() => textArea(again, "Shared notes").inputValue()).toBe(typed);
  await expect.poll(() => badge(again).textContent()).toContain(`${typed.length} edits waiting`);
  // The context closes with the browser: with a crashed page in it, it would wait for half a minute.
});

test("beyond the device's limit go records opened longest ago, and none with an edit that waits", async () => {
  const { escrow, accessToken } = await anEscrow(server, 11);
  const { escrow: another } = await anEscrow(server, 12);
  const opened = await (await browser.newContext()).newPage();
  let downloads = 0;
  opened.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/v1/sync/bulk") downloads++;
  });
  const { context, page } = await device(browser, server.url, "agent1@demo.test", {}, opened);
  await holdsAll(page, server, accessToken);
  expect(downloads).toBe(1); // however many records there are: each request costs a round trip
  await page.goto(`${server.url}/escrows/${escrow.id}`);
  await field(page, "Purchase price").waitFor();
  await context.setOffline(true);
  await set(page, "Purchase price", "777000");
  await page.goto(`${server.url}/settings/storage`); // the escrow is closed, and its edit waits

  await page.getByRole("combobox", { name: "Keep at most" }).waitFor();
  await page.evaluate(() => {
    const { id } = JSON.parse(localStorage.getItem("roomkey/user") ?? "{}");
    new BroadcastChannel(`roomkey/1/${id}`).postMessage({ name: "limit", bytes: 30_000 }); // another tab sets it
  });
  await expect.poll(() => documents(page)).toBeLessThan(200);
  await page.getByText(/[0-9]+ were removed$/).waitFor();
  await page.goto(`${server.url}/escrows/${escrow.id}`);
  await expect.poll(() => price(page)).toBe("777000");

  await context.setOffline(false);
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await page.goto(`${server.url}/escrows/${another.id}`); // what went comes again when it is opened
  await field(page, "Purchase price").waitFor();
  type Stored = { fields: { purchasePrice: number } };
  const stored = () => server.get<Stored>(`/escrows/${escrow.id}`, accessToken);
  await expect.poll(async () => (await stored()).fields.purchasePrice).toBe(777_000_00);
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
  const state = page.getByRole("status", { name: "Save state" }).first();
  // The browser counts what is used a little late, so there may be room for some edits yet.
  let last = 640_000;
  const full = async () => {
    await page.evaluate(fill);
    await set(page, "Purchase price", String(++last));
    return state.textContent();
  };
  await expect.poll(full, { timeout: 60_000 }).toBe("Not saved: this device has no room");
  await session.send("Storage.overrideQuotaForOrigin", { origin: server.url });
  await expect.poll(() => state.textContent(), { timeout: 15_000 }).toBe("Saved on this device");
  await page.reload();
  await expect.poll(() => price(page)).toBe(String(last));
  await context.close();
});

test("a paste of 30,000 characters is counted, saved and sent", async () => {
  const { escrow, accessToken } = await anEscrow(server, 11);
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  await textArea(page, "Shared notes").waitFor();
  await context.setOffline(true);
  const text = "A long letter. ".repeat(2_000);
  await textArea(page, "Shared notes").fill(text);
  await expect.poll(() => badge(page).textContent()).toContain("6 edits waiting");
  await context.setOffline(false);
  await expect.poll(() => badge(page).textContent(), { timeout: 60_000 }).toBe("Connected");
  const record = await server.get<{ fields: Record<string, unknown> }>(`/escrows/${escrow.id}`, accessToken);
  expect(String(record.fields.briefing).length).toBe(text.length);
  await context.close();
});

test("records that were never opened are there offline, and what is written in them is sent later", async () => {
  const { escrow, accessToken } = await anEscrow(server, 12);
  const { context, page } = await device(browser, server.url, "agent1@demo.test");
  await holdsAll(page, server, accessToken);
  await context.setOffline(true);
  await page.goto(`${server.url}/escrows/${escrow.id}`);
  await field(page, "Purchase price").waitFor();
  await set(page, "Purchase price", "515000");
  await expect.poll(() => badge(page).textContent()).toContain("1 edit waiting");
  await context.setOffline(false);
  await expect.poll(() => badge(page).textContent(), { timeout: 40_000 }).toBe("Connected");
  const record = await server.get<{ fields: Record<string, unknown> }>(`/escrows/${escrow.id}`, accessToken);
  expect(record.fields.purchasePrice).toBe(51_500_000);
  await context.close();
});

test("a captive portal's page is not kept as an answer, and the app goes on when it is gone", async () => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  const portal = { status: 200, contentType: "text/html", body: "<html>Welcome to our hotel</html>" };
  await context.route("**/api/v1/schema", (route) => route.fulfill(portal));
  await page.goto(server.url);
  await signIn(page, "agent1@demo.test");
  await expect.poll(() => page.getByRole("button", { name: "Sign in" }).isEnabled()).toBe(true);
  expect(await page.evaluate(() => localStorage.getItem("roomkey/schema"))).toBe(null);
  await context.unroute("**/api/v1/schema");
  await page.reload();
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  // What an earlier version kept of it does no harm either.
  await page.evaluate(() => localStorage.setItem("roomkey/schema", JSON.stringify("<html>")));
  await page.evaluate(() => localStorage.setItem("roomkey/people", "<html>"));
  await page.reload();
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await context.close();
});

/** Denies all storage, as a private window of some browsers and the settings of some people do. */
function denyStorage(): void {
  const denied = () => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
    Object.defineProperty(globalThis, name, { get: denied });
  }
  Object.defineProperty(navigator, "storage", { value: { estimate: denied, persist: denied, persisted: denied } });
}

test("where storage is denied, one works as long as the page is open, and is told what is kept nowhere", async () => {
  const { escrow, accessToken } = await anEscrow(server, 13);
  const context = await browser.newContext({ serviceWorkers: "block" });
  await context.addInitScript(denyStorage);
  const page = await context.newPage();
  await page.goto(`${server.url}/escrows/${escrow.id}`);
  await signIn(page, "agent1@demo.test");
  await set(page, "Purchase price", "521000");
  const stored = () =>
    server
      .get<{ fields: Record<string, unknown> }>(`/escrows/${escrow.id}`, accessToken)
      .then(({ fields }) => fields.purchasePrice);
  await expect.poll(stored).toBe(52_100_000);
  const state = page.getByRole("status", { name: "Save state" }).first();
  await expect.poll(() => state.textContent()).toBe("Saved");

  await context.setOffline(true);
  await set(page, "Purchase price", "522000");
  await expect.poll(() => state.textContent()).toBe("Not saved: this browser keeps nothing");
  await expect.poll(() => badge(page).textContent()).toContain("1 edit waiting");
  await context.setOffline(false);
  await expect.poll(stored, { timeout: 40_000 }).toBe(52_200_000);
  await context.close();
});

test("a clock that is a day ahead or behind: one refresh, the server's today, and edits as on any day", async () => {
  const { escrow } = await anEscrow(server, 14);
  for (const wrong of [86_400_000, -86_400_000]) {
    const context = await browser.newContext({ serviceWorkers: "block", timezoneId: "UTC" });
    await context.addInitScript((wrong) => {
      const Right = Date;
      const now = () => Right.now() + wrong;
      globalThis.Date = class extends Right {
        constructor(...given: [number]) {
          super(...((given.length > 0 ? given : [now()]) as [number]));
        }
        static now = now;
      } as DateConstructor;
    }, wrong);
    const page = await context.newPage();
    let refreshes = 0;
    page.on("request", (request) => {
      if (request.url().endsWith("/auth/refresh")) refreshes++;
    });
    await device(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test", { serviceWorkers: "block" }, page);
    await set(page, "Purchase price", String(530_000 + wrong / 86_400_000));
    await expect.poll(() => badge(page).textContent()).toBe("Connected");
    await page.goto(`${server.url}/appointments?show=week`);
    const today = page.locator("[aria-current=date]").filter({ visible: true }).first();
    await expect.poll(() => today.textContent()).toContain(String(new Date().getUTCDate()));
    expect(refreshes).toBeLessThanOrEqual(2); // one for each load of the page
    await context.close();
  }
});
