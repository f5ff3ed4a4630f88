import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { choose, closeAll, complained, launch, show, visitor } from "./browser";
import { slowPlugin } from "./plugin";
import { readable } from "./readable";
import { anEscrow, Server } from "./server";

const email = "broker@demo.test"; // who has every page
const calm = { reducedMotion: "reduce" } as const;
const server = new Server();
let browser: Browser;

beforeAll(async () => {
  await server.start();
  browser = await launch();
  const form = new FormData();
  form.set("package", slowPlugin(), "slow.zip");
  form.set("unsigned", "true");
  await server.post("/plugins", (await server.signIn("broker@demo.test")).accessToken, form);
});

afterAll(async () => {
  await closeAll(browser);
  await server.stop();
  expect(complained()).toEqual([]);
});

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name, level: 1 }).waitFor();

test("lists, calendars and records can be read by all: light, dark, narrow, zoomed and without motion", async () => {
  const stranger = await browser.newContext(calm);
  const door = await stranger.newPage();
  await door.goto(server.url);
  await door.getByRole("button", { name: "Sign in" }).waitFor();
  await door.getByText("This server holds the demo").waitFor();
  await readable(door, "sign-in", { whole: true });
  await stranger.close();

  const { context, page } = await visitor(browser, server.url, email, calm);
  await heading(page, /^Good /);
  await readable(page, "home", { whole: true });
  for (const plural of ["escrows", "listings", "clients", "leads"]) {
    await show(page, `/${plural}?view=all&layout=table`);
    const first = page.getByRole("grid").getByRole("link").first();
    await first.waitFor();
    await readable(page, plural);
    await first.click();
    await page.waitForURL(/[0-9a-f-]{36}$/);
    await page.getByRole("list", { name: "Timeline" }).waitFor();
    await readable(page, `one of the ${plural}`);
  }
  await show(page, "/escrows?view=all&layout=table");
  await page.getByRole("grid").getByRole("link").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Space");
  await page.getByRole("complementary", { name: /^Peek: / }).waitFor();
  await readable(page, "list with a peek");
  for (const path of ["/escrows?view=all&layout=board", "/leads?view=all&layout=board"]) {
    await show(page, path);
    await page.getByRole("list").getByRole("listitem").first().waitFor();
    await readable(page, path);
  }
  for (const span of ["week", "month", "agenda", "table"]) {
    await show(page, `/appointments?show=${span}`);
    await heading(page, "Appointments");
    await page
      .getByText(/Buyer consult/)
      .first()
      .waitFor();
    await readable(page, `appointments by ${span}`);
  }
  await page.getByRole("grid").getByRole("link").first().click();
  await page.getByRole("list", { name: "Timeline" }).waitFor();
  await readable(page, "an appointment");
  await context.close();
});

test("so can the brokerage's pages, and all settings", async () => {
  const { context, page } = await visitor(browser, server.url, email, calm);
  await show(page, "/import/leads");
  await heading(page, "Import leads");
  await readable(page, "import");
  await page
    .getByLabel("Or paste a table")
    .fill("Name\tEmail\tWhen\nXi\txi@example.com\tone day\nXi\txi@example.com\tnow");
  await page.getByRole("button", { name: "Use what was pasted" }).click();
  await page.getByRole("table", { name: "Columns of the file" }).waitFor();
  await readable(page, "the columns of an import");
  await page.getByRole("button", { name: "Check duplicates" }).click();
  await page.getByRole("list", { name: "Rows that are there already" }).waitFor();
  await readable(page, "the duplicates of an import");
  for (const report of ["pipeline", "sources", "gci"]) {
    await show(page, `/reports/${report}`);
    await page.getByRole("table").or(page.getByText("Nothing to report yet")).first().waitFor();
    await readable(page, `report ${report}`);
  }
  await show(page, "/monitoring");
  await heading(page, "Monitoring");
  await readable(page, "monitoring");
  await show(page, "/import/clients");
  await heading(page, /import/i);
  await readable(page, "import");
  await show(page, "/settings/profile");
  const pages = page.getByRole("navigation", { name: "Settings" }).getByRole("link");
  await pages.first().waitFor();
  const addresses = await pages.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  expect(addresses.length).toBeGreaterThanOrEqual(10);
  for (const address of addresses) {
    await show(page, address);
    await page.locator(`[aria-current=page][href="${address}"]`).waitFor();
    await page.getByRole("status", { name: "Loading" }).waitFor({ state: "detached" });
    await readable(page, address);
  }
  await show(page, "/nowhere/at/all");
  await page.getByText("There is nothing here").waitFor();
  await readable(page, "no such page");
  await context.close();
});

test("so can what is opened over a page, and a task from its form to its end", async () => {
  const { accessToken } = await server.signIn(email);
  const { escrow } = await anEscrow(server, 1);
  const { context, page } = await visitor(browser, server.url, email, calm);
  await heading(page, /^Good /);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await readable(page, "keys");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or do anything" }).fill("cedar");
  await page.getByRole("option").first().waitFor();
  await readable(page, "palette");
  await page.keyboard.press("Escape");
  await show(page, "/escrows?view=all&layout=table");
  await page.keyboard.press("c");
  await page.getByRole("dialog", { name: "New escrow" }).waitFor();
  await page.getByRole("button", { name: "Create escrow" }).click(); // what is wrong is shown too
  await readable(page, "form of a new escrow");
  await page.keyboard.press("Escape");
  await server.post(`/escrows/${escrow.id}/notes`, accessToken, { body: "A note", mentions: [] });
  await show(page, "/inbox");
  await heading(page, "Inbox");
  await readable(page, "inbox");

  const tray = page.getByRole("region", { name: "AI tasks", exact: true });
  const running = await server.post<{ id: string }>("/tasks", accessToken, { workflow: "e2e.slow/wait" });
  await page.getByRole("button", { name: "AI tasks 1 running" }).click();
  const slow = tray.getByRole("listitem", { name: "Wait for ever" }).first();
  await slow.getByText("Nothing so far").waitFor();
  await readable(page, "tray with a running task");
  await server.post(`/tasks/${running.id}/cancel`, accessToken, {});
  await slow.getByText("Cancelled").waitFor();

  const { dialog } = await choose(page, "Score leads");
  await readable(page, "form of a task");
  await dialog.getByRole("checkbox", { name: "Every open lead" }).check();
  await dialog.getByRole("button", { name: "Run", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  const scored = tray.getByRole("listitem", { name: "Score leads" }).first();
  await scored.getByRole("link", { name: /^Review .*Score leads$/ }).waitFor();
  await readable(page, "tray with a task to review");
  await scored.getByRole("link", { name: /^Review .*Score leads$/ }).click();
  const changes = page.getByRole("region", { name: "Changes", exact: true });
  await changes.getByRole("grid").getByRole("row").first().waitFor();
  await readable(page, "review");
  await changes.getByRole("button", { name: /^Accept [0-9]/ }).click();
  await page.getByRole("status", { name: "Status of the task" }).getByText("Completed").waitFor();
  await readable(page, "accepted");
  await page.getByRole("main").getByRole("link", { name: "AI tasks" }).click();
  await page.getByRole("list", { name: "Tasks of the past" }).getByRole("listitem").first().waitFor();
  await readable(page, "history");
  await context.close();
});
