import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { badge, browser, device, field, forgetBounds, goTo, leave, serving, set, value, visitor } from "./browser";
import { anEscrow, Server } from "./server";

const server = serving(new Server());

test("a refused edit is taken back and shown with its reason, and what was edited after it is kept", async () => {
  const { escrow, accessToken } = await anEscrow(server, 3);
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  await field(page, "Purchase price").waitFor();
  await forgetBounds(page);
  const price = await value(page, "Purchase price");

  await context.setOffline(true);
  await set(page, "Purchase price", "-5"); // this app lets it pass, the server does not
  await set(page, "Transaction type", "Probate");
  await expect.poll(() => badge(page).textContent()).toContain("2 edits waiting");
  const note = page.getByRole("textbox", { name: "New note" }); // it is below the field, so that it could be moved
  await note.pressSequentially("The lender");
  await note.evaluate((note: HTMLTextAreaElement) => note.setSelectionRange(4, 7));
  const writing = await note.elementHandle();
  const place = () =>
    writing?.evaluate((note) => {
      const { selectionStart, selectionEnd } = note as HTMLTextAreaElement;
      const y = Math.round(note.getBoundingClientRect().y);
      return { y, selectionStart, selectionEnd, hasFocus: document.activeElement === note };
    });
  const before = await place();
  expect(before).toMatchObject({ selectionStart: 4, hasFocus: true });
  await context.setOffline(false);

  // It is told at its field, with what was typed, and whoever writes elsewhere writes on.
  const alert = field(page, "Purchase price").getByRole("alert");
  await alert.waitFor();
  expect(await alert.textContent()).toContain("You typed -5");
  await expect.poll(place).toEqual(before);
  await expect.poll(() => value(page, "Purchase price")).toBe(price);
  await expect.poll(() => value(page, "Transaction type")).toBe("Probate");
  await expect.poll(() => badge(page).textContent()).toBe("Connected");

  await set(page, "Purchase price", "500000"); // the record can be edited on
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await page.reload();
  await alert.waitFor(); // until it was seen
  await expect.poll(() => value(page, "Purchase price")).toBe("$500,000");
  await alert.getByRole("button", { name: "Discard mine" }).click();
  await expect.poll(() => alert.count()).toBe(0);
  const record = await server.get<{ fields: Record<string, unknown> }>(`/escrows/${escrow.id}`, accessToken);
  expect(record.fields).toMatchObject({ purchasePrice: 50_000_000, transactionType: "Probate" });
  await context.close();
});

test("two values set at once are both shown, and either can be kept", async () => {
  const { escrow } = await anEscrow(server, 4);
  const url = `${server.url}/escrows/${escrow.id}`;
  const one = await visitor(browser, url, "agent1@demo.test");
  const two = await visitor(browser, url, "agent2@demo.test");
  for (const { page } of [one, two]) await field(page, "Purchase price").waitFor();
  await one.context.setOffline(true);
  await set(one.page, "Purchase price", "410000");
  await set(two.page, "Purchase price", "420000");
  await expect.poll(() => badge(two.page).textContent()).toBe("Connected");
  await one.context.setOffline(false);

  const marker = (page: Page) => page.getByRole("button", { name: "Two values for Purchase price" });
  for (const { page } of [one, two]) await marker(page).waitFor();
  // Its owner is told at the record, in the sidebar and at home, and finds the way back from there.
  await one.page.getByRole("status", { name: "Save state" }).getByText("Two values").waitFor();
  const places = one.page.getByRole("navigation", { name: "Main" });
  await places.getByRole("link", { name: /^Inbox.*waiting for your decision/ }).waitFor();
  await goTo(one.page, "Home");
  const waiting = one.page.getByRole("region", { name: "Waiting for your decision" });
  await waiting.getByRole("link", { name: /Two values: Purchase price/ }).click();
  await marker(one.page).click();
  const choice = one.page.getByRole("dialog", { name: "Two values for Purchase price" });
  await choice.getByRole("radio", { name: /^\$420,000.*Abe Agent/ }).waitFor(); // both values, and who set them
  await choice.getByRole("button", { name: "Open history" }).click();
  const history = one.page.getByRole("region", { name: "History" });
  await expect.poll(() => history.evaluate((region) => region === document.activeElement)).toBe(true);
  await history.getByRole("button", { name: "Close the history" }).click();
  await marker(one.page).click();
  await choice.getByRole("radio", { name: /^\$410,000.*You/ }).check();
  await choice.getByRole("button", { name: "Keep $410,000" }).click();
  for (const { page } of [one, two]) {
    await expect.poll(() => value(page, "Purchase price")).toBe("$410,000");
    await expect.poll(() => marker(page).count()).toBe(0);
  }
  await one.context.close();
  await two.context.close();
});

test("the title and the next steps stay in view while a record is scrolled", async () => {
  const { escrow } = await anEscrow(server, 5);
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  await field(page, "Purchase price").waitFor();
  const title = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
  const named = page.getByText(title, { exact: true });
  expect(await named.count()).toBe(1);
  await page.getByRole("textbox", { name: "New note" }).scrollIntoViewIfNeeded();
  await expect.poll(() => named.count()).toBe(2); // in the bar too
  expect((await named.first().boundingBox())?.y).toBeLessThan(60);
  const next = page.getByRole("group", { name: "Status", exact: true }).getByRole("button", { name: /^Move to / });
  const box = await next.first().boundingBox();
  expect(box?.y).toBeGreaterThan(40);
  expect(box?.y).toBeLessThan(120);
  await context.close();
});

test("who may only read can't edit", async () => {
  const { escrow } = await anEscrow(server, 5);
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "viewer@demo.test");
  await field(page, "Purchase price").waitFor();
  const main = page.getByRole("main");
  expect(await field(page, "Purchase price").getByRole("button").count()).toBe(0);
  expect(await main.getByRole("button", { name: /^(Move|Add|Remove|Post)/ }).count()).toBe(0);
  expect(await main.getByRole("textbox", { name: "New note" }).count()).toBe(0);
  expect(await main.getByRole("textbox", { name: "Shared notes" }).isEditable()).toBe(false);
  await context.close();
});

test("what another team's agent shares with the brokerage can be read and not edited", async () => {
  const { accessToken, user } = await server.signIn("agent3@demo.test");
  const query = `filter[visibility]=broker&filter[owner]=${user.id}&limit=1`;
  const { items } = await server.get<{ items: { id: string }[] }>(`/escrows?${query}`, accessToken);
  const { context, page } = await visitor(browser, `${server.url}/escrows/${items[0]?.id}`, "agent1@demo.test");
  await field(page, "Purchase price").waitFor();
  await expect.poll(() => field(page, "Purchase price").getByRole("button").count()).toBe(0);
  expect(await page.getByRole("textbox", { name: "New note" }).count()).toBe(0);
  await context.close();
});

test("N begins a note, and what is typed is posted whole", async () => {
  const { escrow } = await anEscrow(server, 8);
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  await field(page, "Purchase price").waitFor();
  await page.keyboard.press("n");
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("New note");
  await page.keyboard.type("two words");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("article", { name: "Note by You" }).getByText("two words").waitFor();
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await context.close();
});

test("a record that is lost leaves the device", async () => {
  const { escrow } = await anEscrow(server, 6);
  const broker = await server.signIn("broker@demo.test");
  const { context, page } = await device(browser, `${server.url}/escrows/${escrow.id}`, "viewer@demo.test");
  await field(page, "Purchase price").waitFor();
  const mate = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent2@demo.test");
  await mate.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await field(mate.page, "Purchase price").getByRole("button", { name: "Purchase price" }).click();
  await mate.page.keyboard.type("450k");
  // However early it is told, before the list knows of the record too.
  await server.post(`/escrows/${escrow.id}/transfer`, broker.accessToken, { visibility: "private" });
  for (const one of [page, mate.page]) {
    const told = one.getByRole("alert").filter({ hasText: "changed who may open this record" });
    await told.waitFor();
    const words = await told.textContent();
    expect(words).toMatch(/Bea Broker changed who may open this record on .*\d:\d\d.* You may not any more\./);
    expect(words).toContain("It was given another visibility.");
  }
  // What was typed is kept for copying.
  const kept = mate.page.getByRole("alert").filter({ hasText: "Purchase price: 450k" });
  await kept.getByRole("button", { name: "Copy" }).click();
  expect(await mate.page.evaluate(() => navigator.clipboard.readText())).toBe("450k");
  await mate.context.close();
  await page.getByText("There is no such record, or you may not open it.").waitFor();
  await context.setOffline(true);
  await page.reload();
  await page.getByText("This record isn't on this device.").waitFor();
  await context.close();
});

test("two tabs of one device show each other's edits without a server, and both are sent", async () => {
  const { escrow, accessToken } = await anEscrow(server, 7);
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  const second = await context.newPage();
  for (const tab of [page, second]) {
    await tab.goto(`${server.url}/escrows/${escrow.id}`);
    await field(tab, "Purchase price").waitFor();
  }
  await context.setOffline(true);
  await set(page, "Purchase price", "333000");
  await expect.poll(() => value(second, "Purchase price")).toBe("$333,000");
  // Its value and its place in the list of unsent edits reach the other tab by two ways, of which one may be slower.
  await expect.poll(() => badge(second).textContent()).toContain("1 edit waiting");
  await page.close();
  await set(second, "Transaction type", "Resale");
  await expect.poll(() => badge(second).textContent()).toContain("2 edits waiting");
  await context.setOffline(false);
  await expect.poll(() => badge(second).textContent(), { timeout: 30_000 }).toBe("Connected");
  const record = await server.get<{ fields: Record<string, unknown> }>(`/escrows/${escrow.id}`, accessToken);
  expect(record.fields).toMatchObject({ purchasePrice: 33_300_000, transactionType: "Resale" });
  await context.close();
});

test("a sign-in that has ended keeps the edits, and signing in again sends them", async () => {
  const { escrow } = await anEscrow(server, 8);
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  await field(page, "Purchase price").waitFor();
  await context.setOffline(true);
  await set(page, "Purchase price", "777000");
  await context.clearCookies();
  await context.setOffline(false);
  await expect.poll(() => badge(page).textContent()).toBe("Signed out · 1 edit waiting");
  await page.getByRole("button", { name: "Sign in again" }).click();
  await page.getByLabel("Password", { exact: true }).fill("demo-password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  expect(await value(page, "Purchase price")).toBe("$777,000");
  await context.close();
});

/** What of an account is still on the device. */
function leftOn(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const entries: string[] = Object.keys(localStorage).filter((key) => key !== "roomkey/schema");
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name as string);
        request.onsuccess = () => resolve(request.result);
      });
      for (const store of database.objectStoreNames) {
        const count = await new Promise<number>((resolve) => {
          const request = database.transaction(store).objectStore(store).count();
          request.onsuccess = () => resolve(request.result);
        });
        if (name?.startsWith("roomkey-") && count > 0) entries.push(`${name}/${store}: ${count}`);
      }
    }
    return entries;
  });
}

test("signing out leaves nothing on the device", async () => {
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  await goTo(page, "Escrows");
  await page.getByRole("grid", { name: "Escrows" }).getByRole("link").first().waitFor();
  await leave(page);
  await page.getByLabel("Email").waitFor();
  expect(await leftOn(page)).toEqual([]);
  await context.close();
});

test("a disabled account takes its copies with it", async () => {
  const { context, page } = await visitor(browser, server.url, "agent2@demo.test");
  await goTo(page, "Escrows");
  await page.getByRole("grid", { name: "Escrows" }).getByRole("link").first().click();
  await field(page, "Purchase price").waitFor();
  server.disable("agent2@demo.test");
  await page.getByText("This account is disabled.").waitFor();
  await page.getByLabel("Email").waitFor();
  expect(await leftOn(page)).toEqual([]);
  await context.close();
});
