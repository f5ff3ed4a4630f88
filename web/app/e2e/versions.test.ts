import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { Between } from "./between";
import { badge, browser, device, field, serving, set, value, visitor } from "./browser";
import { anEscrow, Server } from "./server";

// The app, the device's copies and the server need not be of one version.

const server = new Server();
let proxy: Between;
let url = "";

serving({
  start: async () => {
    await server.start();
    proxy = new Between(server.url);
    url = await proxy.start();
  },
  stop: async () => {
    proxy?.stop();
    await server.stop();
  },
});

/** From now on another version of the app is served: its page says so. */
function release(version: string): void {
  proxy.change = (path, body) => {
    if (path === "/sw.js") return body.replace(/(url:"index.html",revision:")[^"]*/, `$1${version}`);
    if (/^\/(index\.html)?(\?|$)/.test(path))
      return body.replace("<head>", `<head><meta name="v" content="${version}">`);
    return undefined;
  };
}

const version = (page: Page) => page.evaluate(() => document.querySelector("meta[name=v]")?.getAttribute("content"));

test("a new version waits until it is asked for, beside windows of the old one, which go on", async () => {
  const { escrow, accessToken } = await anEscrow(server, 0);
  release("1");
  const { context, page } = await device(browser, `${url}/escrows/${escrow.id}`, "agent1@demo.test");
  await page.reload(); // from the copy of the service worker
  await field(page, "Purchase price").waitFor();
  const other = await context.newPage();
  await other.goto(`${url}/escrows/${escrow.id}`);
  await field(other, "Purchase price").waitFor();
  expect(await Promise.all([page, other].map(version))).toEqual(["1", "1"]);

  release("2");
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  for (const tab of [page, other]) await tab.getByText("A new version of Roomkey is ready.").waitFor();
  await set(page, "Purchase price", "501000"); // nobody's page is reloaded under their hands
  await expect.poll(() => value(other, "Purchase price")).toBe("$501,000");
  expect(await Promise.all([page, other].map(version))).toEqual(["1", "1"]);
  await field(other, "Transaction type").getByRole("button").click();
  await field(other, "Transaction type").getByRole("textbox").fill("half of a wo");

  await page.getByRole("button", { name: "Reload" }).click();
  await expect.poll(() => version(page).catch(() => undefined)).toBe("2");
  await field(page, "Purchase price").waitFor();
  // The other window is still the old one, or has come back as the new one: what was typed in it is there.
  const typed = () =>
    field(other, "Transaction type")
      .getByRole("textbox")
      .inputValue({ timeout: 500 })
      .catch(() => field(other, "Transaction type").getByRole("alert").textContent({ timeout: 500 }))
      .catch(() => "");
  await expect.poll(typed).toContain("half of a wo");
  await set(page, "Purchase price", "502000");
  await expect.poll(() => value(other, "Purchase price")).toBe("$502,000");
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  const record = await server.get<{ fields: Record<string, unknown> }>(`/escrows/${escrow.id}`, accessToken);
  expect(record.fields.purchasePrice).toBe(50_200_000);
  await context.close();
});

test("a server that knows more fields, and kinds of them, than the app: they are shown where that can be", async () => {
  proxy.change = (path, body) => {
    if (path !== "/api/v1/schema") return undefined;
    const schema = JSON.parse(body) as { types: { name: string; fields: object[] }[] };
    const escrow = schema.types.find(({ name }) => name === "escrow");
    escrow?.fields.push(
      { name: "solarPanels", label: "Solar panels", kind: "string" },
      { name: "aura", label: "Aura", kind: "hologram", shape: { of: "light" } },
    );
    return JSON.stringify({ ...schema, novelty: { of: "a later version" } });
  };
  const { escrow } = await anEscrow(server, 1);
  const { context, page } = await visitor(browser, `${url}/escrows/${escrow.id}`, "agent1@demo.test");
  await page.getByRole("region", { name: "More" }).getByRole("button", { name: /^Show/ }).click();
  await field(page, "Solar panels").waitFor();
  await set(page, "Purchase price", "503000");
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await page.goto(`${url}/escrows?view=all&layout=table`);
  await page.getByRole("grid", { name: "Escrows" }).getByText("$503,000").waitFor();
  await page.keyboard.press("c");
  await page.getByRole("dialog", { name: "New escrow" }).getByRole("textbox", { name: "Property address" }).waitFor();
  await context.close();
});

/** Makes what this device keeps look as if another version, or a fault, had written it. */
async function spoil(): Promise<void> {
  for (const key of Object.keys(localStorage)) {
    if (key !== "roomkey/user") localStorage.setItem(key, JSON.stringify({ version: 0, items: [null] }));
  }
  for (const { name = "" } of await indexedDB.databases()) {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
    });
    for (const store of database.objectStoreNames) {
      if (!["rows", "drafts", "notices", "lost", "fetched", "opened", "unsent"].includes(store)) continue;
      await new Promise<void>((resolve) => {
        const transaction = database.transaction(store, "readwrite");
        const objects = transaction.objectStore(store);
        if (objects.keyPath) objects.put({ [String(objects.keyPath)]: "old", form: 1 });
        else objects.put({ form: 1 }, "old");
        transaction.oncomplete = () => resolve();
      });
    }
    database.close();
  }
}

test("what an older version kept on the device is read where it holds, else thrown away", async () => {
  proxy.change = () => undefined;
  const { escrow, accessToken } = await anEscrow(server, 2);
  const { context, page } = await visitor(browser, `${url}/escrows?view=all&layout=table`, "agent1@demo.test");
  const grid = page.getByRole("grid", { name: "Escrows" });
  const { total } = await server.get<{ total: number }>("/escrows?limit=1", accessToken);
  await expect.poll(() => grid.getAttribute("aria-rowcount").then(Number)).toBeGreaterThan(total);
  const rows = await grid.getAttribute("aria-rowcount");
  await page.evaluate(spoil);
  await page.reload();
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await expect.poll(() => grid.getAttribute("aria-rowcount")).toBe(rows);
  await page.goto(`${url}/escrows/${escrow.id}`);
  await set(page, "Purchase price", "504000");
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  expect(await page.getByRole("alert").count()).toBe(0);
  await context.close();
});
