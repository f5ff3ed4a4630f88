import type { BrowserContext, Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { badge, browser, crash, device, field, holdsAll, price, serving, set, start, value, visitor } from "./browser";
import { anEscrow, Server } from "./server";

// The tabs of one device share one connection, and take over from each other.

const server = serving(new Server());

/** Counts the sockets that are open in all of a context's pages. */
function sockets(context: BrowserContext): { open: () => number; at: (page: Page) => number } {
  const open = new Map<Page, number>();
  const count = (page: Page, more: number) => open.set(page, (open.get(page) ?? 0) + more);
  const follow = (page: Page) => {
    page.on("websocket", (socket) => {
      count(page, 1);
      socket.on("close", () => count(page, -1));
    });
    page.on("close", () => open.delete(page));
    page.on("crash", () => open.delete(page));
  };
  for (const page of context.pages()) follow(page);
  context.on("page", follow);
  return { open: () => [...open.values()].reduce((sum, n) => sum + n, 0), at: (page) => open.get(page) ?? 0 };
}

test("four tabs have one socket, and the next takes over when the one that has it closes or crashes", async () => {
  const { escrow, accessToken } = await anEscrow(server, 0);
  const url = `${server.url}/escrows/${escrow.id}`;
  const { context, page: first } = await device(browser, server.url, "agent1@demo.test");
  const counted = sockets(context);
  await first.goto(url);
  const tabs = [first];
  while (tabs.length < 4) {
    const tab = await context.newPage();
    await tab.goto(url);
    tabs.push(tab);
  }
  for (const tab of tabs) {
    await expect.poll(() => badge(tab).textContent()).toBe("Connected");
    await field(tab, "Purchase price").waitFor();
  }
  expect(counted.open()).toBe(1);

  // What a teammate does is heard in each tab, also by those who have no socket.
  const other = await visitor(browser, url, "agent2@demo.test");
  for (const tab of tabs) await tab.getByRole("group", { name: "Also here" }).getByRole("img").first().waitFor();
  await set(other.page, "Purchase price", "612000");
  for (const tab of tabs) await expect.poll(() => price(tab)).toBe("612000");

  const edits = ["Resale", "Probate", "REO"];
  for (const [index, end] of [crash, (page: Page) => page.close(), crash].entries()) {
    const leader = tabs.find((tab) => counted.at(tab) === 1) as Page;
    await end(leader);
    tabs.splice(tabs.indexOf(leader), 1);
    await expect.poll(() => counted.open()).toBe(1);
    const editor = tabs.at(-1) as Page;
    await set(editor, "Purchase price", String(700_001 + index));
    for (const tab of tabs) await expect.poll(() => price(tab)).toBe(String(700_001 + index));
    await expect.poll(() => badge(editor).textContent()).toBe("Connected");
    await expect.poll(() => price(other.page)).toBe(String(700_001 + index));
    await set(other.page, "Transaction type", edits[index] as string);
    for (const tab of tabs) await expect.poll(() => value(tab, "Transaction type")).toBe(edits[index]);
  }
  const record = await server.get<{ fields: Record<string, unknown> }>(`/escrows/${escrow.id}`, accessToken);
  expect(record.fields).toMatchObject({ purchasePrice: 70_000_300, transactionType: "REO" });
  await context.close();
  await other.context.close();
});

test("a frozen tab is robbed of the connection, and follows when it thaws", async () => {
  const { escrow } = await anEscrow(server, 1);
  const url = `${server.url}/escrows/${escrow.id}`;
  const { context, page: first } = await visitor(browser, url, "agent1@demo.test");
  await field(first, "Purchase price").waitFor();
  const second = await context.newPage();
  await second.goto(url);
  await expect.poll(() => badge(second).textContent()).toBe("Connected");
  const session = await context.newCDPSession(first);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  await set(second, "Purchase price", "800001");
  await expect.poll(() => badge(second).textContent()).toBe("Connected");
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await expect.poll(() => price(first)).toBe("800001");
  await set(first, "Purchase price", "800002");
  await expect.poll(() => price(second)).toBe("800002");
  await expect.poll(() => badge(first).textContent()).toBe("Connected");
  await context.close();
});

test("ten loads of the page one after the other don't lock the user out", async () => {
  const { context, page } = await device(browser, server.url, "agent1@demo.test");
  for (let load = 0; load < 10; load++) await page.goto(`${server.url}/${load % 2 ? "listings" : "escrows"}`);
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await context.close();
});

test("where the network lets no socket through, requests take its place", async () => {
  const { escrow, accessToken } = await anEscrow(server, 2);
  const url = `${server.url}/escrows/${escrow.id}`;
  const blocked = { serviceWorkers: "block" } as const;
  const context = await browser.newContext(blocked);
  await context.addInitScript(() => {
    globalThis.WebSocket = class {
      onclose?: (event: { code: number; reason: string }) => void;
      constructor() {
        setTimeout(() => this.onclose?.({ code: 1006, reason: "" }), 10);
      }
      close() {}
    } as unknown as typeof WebSocket;
  });
  const { page } = await device(browser, url, "agent1@demo.test", blocked, await context.newPage());
  const other = await visitor(browser, url, "agent2@demo.test");
  await field(page, "Purchase price").waitFor();
  await set(page, "Purchase price", "555001");
  await expect.poll(() => price(other.page)).toBe("555001");
  await set(other.page, "Purchase price", "555002");
  await expect.poll(() => price(page)).toBe("555002");
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  const record = await server.get<{ fields: Record<string, unknown> }>(`/escrows/${escrow.id}`, accessToken);
  expect(record.fields.purchasePrice).toBe(55_500_200);
  await context.close();
  await other.context.close();
});

/** How many sockets a server has. */
async function connections(server: Server): Promise<number> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^roomkey_connections (\d+)/m.exec(metrics)?.[1]);
}

// A browser that is short of time or memory keeps no page: then it is tried again.
const sometimes = { retry: 2 };

test("a page kept for Back holds no socket, and is up to date when it is shown again", sometimes, async () => {
  const server = new Server(); // whose sockets are this test's alone: those of other tests may end a little late
  onTestFinished(() => server.stop());
  await server.start();
  const { escrow, accessToken } = await anEscrow(server, 3);
  const url = `${server.url}/escrows/${escrow.id}`;
  const open = () => connections(server);
  const keeping = await start({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  onTestFinished(() => keeping.close());
  const { context, page } = await device(keeping, url, "agent1@demo.test");
  await field(page, "Purchase price").waitFor();
  await expect.poll(open).toBe(1);
  await holdsAll(page, server, accessToken);
  await page.waitForLoadState("networkidle"); // a page that is still fetching is not kept
  await page.evaluate(() => Object.assign(window, { kept: true }));
  await page.goto(`${server.url}/api/docs`);
  await expect.poll(open).toBe(0);
  await server.patch(`/escrows/${escrow.id}`, accessToken, { fields: { purchasePrice: 66_600_100 } });
  await page.goBack({ waitUntil: "commit" });
  // Playwright has lost sight of a page that comes back so; the protocol below it has not.
  const session = await context.newCDPSession(page);
  const ask = async (expression: string) =>
    (await session.send("Runtime.evaluate", { expression, returnByValue: true })).result.value;
  await expect.poll(() => ask("document.body.innerText.includes('$666,001')")).toBe(true);
  const reasons = "JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons)";
  expect(await ask("'kept' in window"), await ask(reasons)).toBe(true);
  await expect.poll(open).toBe(1);
});
