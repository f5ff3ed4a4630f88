import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { browser, serving, set, value, visitor } from "./browser";
import { Server } from "./server";

const server = serving(new Server("demo"));

/** The rows of records that are mounted: their checkboxes tell them from headings and sums. */
function rows(page: Page) {
  return page.getByRole("row").filter({ has: page.getByRole("checkbox", { name: /^Select (?!all)/ }) });
}

/** What the column under a heading shows, from the top down. */
async function column(page: Page, heading: string): Promise<string[]> {
  const headings = await page.getByRole("columnheader").allTextContents();
  const at = headings.findIndex((text) => text.includes(heading));
  return rows(page).evaluateAll((all, at) => all.map((row) => row.children[at]?.textContent ?? ""), at);
}

const chip = (page: Page, name: string) => page.getByRole("group", { name: `Filter ${name}` });
const view = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Views" }).getByRole("button", { name });

test("sort, filter and save what is shown as a view, which a colleague sees", async () => {
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  await page.goto(`${server.url}/escrows?view=all`);
  await rows(page).first().waitFor();
  expect(await rows(page).count()).toBeLessThanOrEqual(60);

  await page.getByRole("columnheader", { name: "Price" }).getByRole("button").click();
  const prices = async () => (await column(page, "Price")).map((text) => Number(text.replace(/\D/g, "")));
  await expect.poll(async () => (await prices()).every((price, at, all) => price >= (all[at - 1] ?? 0))).toBe(true);
  await page.getByRole("columnheader", { name: "Price" }).getByRole("button").click();
  await expect
    .poll(() => page.getByRole("columnheader", { name: "Price" }).getAttribute("aria-sort"))
    .toBe("descending");

  await page.keyboard.press("f");
  await page.getByRole("textbox", { name: "Filter by" }).fill("side");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Filter" }).getByRole("checkbox", { name: "Buyer" }).check();
  await expect.poll(async () => new Set(await column(page, "Side"))).toEqual(new Set(["Buyer"]));
  await page.keyboard.press("Escape");
  await chip(page, "Side").getByText("Buyer").waitFor();
  const address = page.url();
  expect(address).toContain("filter=side:any:buyer");

  await page.getByRole("button", { name: "Save as a view" }).click();
  await page.getByRole("textbox", { name: "New view" }).fill("Our buyers");
  await page.getByRole("radiogroup", { name: "Who sees it" }).getByText("Team").click();
  await page.getByRole("button", { name: "Save view" }).click();
  await expect.poll(() => view(page, "Our buyers").getAttribute("aria-current")).toBe("page");
  expect(page.url()).not.toContain("filter=");

  const colleague = await visitor(browser, server.url, "agent2@demo.test");
  await colleague.page.goto(`${server.url}/escrows`);
  await view(colleague.page, "Our buyers").click();
  await expect.poll(async () => new Set(await column(colleague.page, "Side"))).toEqual(new Set(["Buyer"]));
  await chip(colleague.page, "Side").getByRole("button", { name: "Remove the filter Side" }).click();
  await expect.poll(async () => new Set(await column(colleague.page, "Side")).size).toBeGreaterThan(1);
  await colleague.page.goBack();
  await chip(colleague.page, "Side").waitFor();
  await colleague.context.close();

  // Whatever an address says, there is a list.
  for (const search of [
    "?q=95621",
    "?filter=%zz;side:any:nobody;x:y:z&sort=-,,&group=briefing&columns=1&view=9",
    "?q=%00",
  ]) {
    await page.goto(`${server.url}/escrows${search}`);
    await page.getByRole("heading", { name: "Escrows", exact: true }).waitFor();
    await page.getByRole("searchbox", { name: "Search escrows" }).waitFor();
  }
  // More filters than a line has room for are in two, not out of sight.
  const filters = "status:any:draft,open,contingent;closeOfEscrowDate:in:this-month;side:any:buyer";
  await page.goto(`${server.url}/escrows?filter=${filters}`);
  await chip(page, "Side").waitFor();
  const bar = page.getByRole("group", { name: "Filters and order" });
  expect(await bar.evaluate((line) => line.scrollWidth - line.clientWidth)).toBe(0);
  await context.close();
});

test("many rows: few are mounted, the keyboard reaches the last, and a peek stands beside the list", async () => {
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  await page.goto(`${server.url}/listings?view=all&sort=-ListPrice`);
  const grid = page.getByRole("grid", { name: "Listings" });
  await rows(page).first().waitFor();
  const { accessToken } = await server.signIn("agent1@demo.test");
  const { total } = await server.get<{ total: number }>("/listings?limit=1", accessToken);
  expect(total).toBeGreaterThan(500);
  await expect.poll(() => grid.getAttribute("aria-rowcount").then(Number)).toBeGreaterThan(total); // all have come
  const link = await rows(page).nth(2).getByRole("link").elementHandle();
  await link?.focus();
  const [href, line] = [await link?.getAttribute("href"), await rows(page).nth(2).getAttribute("aria-rowindex")];
  const listing = { ListingId: "L-first", StandardStatus: "Active", PropertyType: "Residential" };
  const place = { UnparsedAddress: "1 First Way", City: "Davis", StateOrProvince: "CA", PostalCode: "95616" };
  const fields = { ...listing, ...place, ListPrice: 99_000_000_000 };
  await server.post("/listings", accessToken, { fields, visibility: "team" });
  await expect.poll(() => rows(page).first().textContent()).toContain("1 First Way");
  const focused = await link?.evaluate((link) => ({
    href: link.getAttribute("href"),
    line: link.closest("[role=row]")?.getAttribute("aria-rowindex"),
    hasFocus: document.activeElement === link,
  }));
  expect(focused).toEqual({ href, line: String(Number(line) + 1), hasFocus: true }); // the record, not the line

  // Rows that come into view are drawn in the elements of those that have left it: making them costs more.
  const made = await grid.evaluate(async (grid) => {
    let made = 0;
    const observer = new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) if ((node as Element).role === "row") made++;
    });
    const frame = () => new Promise(requestAnimationFrame);
    for (let scrolled = 0; scrolled < 30; scrolled++) {
      if (scrolled === 3) observer.observe(grid, { childList: true, subtree: true });
      grid.scrollTop += 300;
      await frame();
    }
    observer.disconnect();
    return made;
  });
  expect(made).toBeLessThan(30); // of 250 rows
  const order = () => rows(page).evaluateAll((all) => all.map((row) => Number(row.getAttribute("aria-rowindex"))));
  const first = (await order()).toSorted((a, b) => a - b)[0] ?? 0;
  expect(first).toBeGreaterThan(100);
  await expect.poll(order).toEqual((await order()).map((_, at) => first + at)); // as it is read out, once it rests

  await grid.focus();
  await page.keyboard.press("End");
  const last = rows(page).last();
  await expect
    .poll(() => last.getAttribute("aria-rowindex"))
    .toBe(String(Number(await grid.getAttribute("aria-rowcount")) - 1));
  await expect.poll(() => grid.getAttribute("aria-activedescendant")).toBe(await last.getAttribute("id"));
  expect(await page.getByRole("row").count()).toBeLessThanOrEqual(60);

  await page.keyboard.press("Space");
  const name = await last.getByRole("link").textContent();
  await page.getByRole("complementary", { name: `Peek: ${name}` }).waitFor();
  await page.keyboard.press("k");
  await expect.poll(() => page.getByRole("complementary", { name: `Peek: ${name}` }).count()).toBe(0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/listings\/[0-9a-f-]{36}$/);
  await context.close();
});

test("a bulk edit by keyboard, its Undo, and what a broker sees of both", async () => {
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  const watcher = await visitor(browser, server.url, "broker@demo.test");
  await watcher.page.goto(`${server.url}/leads?view=all&layout=table&filter=tags:any:hot%20list`);
  await watcher.page.getByRole("heading", { name: "No leads match" }).waitFor();
  await page.goto(`${server.url}/leads?view=mine`);
  await rows(page).first().waitFor();

  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+J");
  await page.keyboard.press("Shift+J");
  const bar = page.getByRole("toolbar", { name: "Bulk edit" });
  await bar.getByText("3 selected").waitFor();
  await page.keyboard.press("t");
  await page.getByRole("textbox", { name: "New tag" }).fill("hot list");
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText("3 leads tagged hot list").waitFor();
  const undo = page.getByRole("button", { name: "Undo" }).last();
  await undo.hover(); // a toast stays while somebody points at it
  await expect.poll(() => rows(watcher.page).count()).toBe(3);

  await undo.click();
  await expect.poll(() => rows(watcher.page).count()).toBe(0);

  // Archived ones leave the list, here and there, and come back.
  await watcher.page.goto(`${server.url}/leads?view=all`);
  const before = await watcher.page.getByRole("grid", { name: "Leads" }).getAttribute("aria-rowcount");
  await page.keyboard.press("e");
  await page.getByRole("status").getByText("3 leads archived").waitFor();
  await undo.hover();
  await expect.poll(() => bar.count()).toBe(0);
  const count = () => watcher.page.getByRole("grid", { name: "Leads" }).getAttribute("aria-rowcount").then(Number);
  await expect.poll(count).toBe(Number(before) - 3);
  await undo.click();
  await expect.poll(count).toBe(Number(before));

  // Without a server a bulk edit is not promised.
  await page.keyboard.press("x");
  await bar.waitFor();
  await context.setOffline(true);
  await bar.getByText("Bulk edits need a connection").waitFor();
  expect(await bar.getByRole("button", { name: "Archive" }).isDisabled()).toBe(true);
  await watcher.context.close();
  await context.close();
});

test("a board by keyboard: only legal moves, seen by others, with Undo; and a calendar", async () => {
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  const watcher = await visitor(browser, server.url, "broker@demo.test");
  await page.goto(`${server.url}/escrows?view=mine&layout=board`);
  await watcher.page.goto(`${server.url}/escrows?view=open&layout=board`);
  const open = page.getByRole("list", { name: "Open", exact: true });
  await open.getByRole("listitem").first().waitFor();

  await open.getByRole("listitem").first().focus();
  const title = (await open.getByRole("listitem").first().getAttribute("aria-label")) ?? "";
  await page.keyboard.press("m");
  await expect.poll(() => page.getByRole("menuitem").allTextContents()).toEqual(["Contingent", "Cancelled"]);
  const focused = async () => {
    await page.keyboard.press("ArrowDown");
    return page.evaluate(() => document.activeElement?.textContent);
  };
  await expect.poll(focused).toBe("Contingent");
  await page.keyboard.press("Enter");
  const moved = (at: Page, column: string) =>
    at.getByRole("list", { name: column, exact: true }).getByRole("listitem", { name: title, exact: true });
  await moved(page, "Contingent").first().waitFor();
  await page.getByRole("status").getByText(`${title} moved to Contingent`).waitFor();
  await page.getByRole("button", { name: "Undo" }).last().hover();
  await moved(watcher.page, "Contingent").first().waitFor();
  await page.keyboard.press("Control+z");
  await moved(watcher.page, "Open").first().waitFor();
  await watcher.context.close();

  await page.goto(`${server.url}/appointments?day=2026-11-10`);
  await page.getByRole("heading", { name: "Appointments" }).waitFor();
  await page.getByText("Nov 8 to Nov 14, 2026").waitFor();
  await page.keyboard.press("j");
  await page.getByText("Nov 15 to Nov 21, 2026").waitFor();
  await page.getByRole("region", { name: "Mon 16" }).click({ position: { x: 20, y: 9 * 62 + 5 } });
  const form = page.getByRole("dialog", { name: "New appointment" });
  await expect.poll(() => form.getByRole("textbox", { name: "Starts" }).inputValue()).toContain("9:00 AM");
  await page.keyboard.press("Escape");
  await page.getByRole("radiogroup", { name: "Show" }).getByText("Agenda").click();
  const entry = page.getByRole("button", { name: /(AM|PM) .* with / }).first();
  await entry.click();
  await page.getByRole("dialog").getByRole("link", { name: "Open" }).click();
  await page.waitForURL(/\/appointments\/[0-9a-f-]{36}$/);

  await page
    .getByRole("button", { name: /^Show \d+ empty field/ })
    .first()
    .click();
  await set(page, "Repeats", "every day, 40 times");
  expect(await value(page, "Repeats")).toBe("Every day, 40 times");
  const series = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
  await page.goto(`${server.url}/appointments?show=agenda&day=2026-11-20`);
  await page.getByRole("region", { name: "Mon, Nov 23" }).getByRole("button", { name: series }).click();
  await page.getByText("Every day, 40 times").waitFor();
  await context.close();
});
