import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { browser, choose, serving, show, visitor } from "./browser";
import { slowPlugin } from "./plugin";
import { allReadable, readable, type Screen } from "./readable";
import { anEscrow, Server } from "./server";

const email = "broker@demo.test"; // who has every page
const calm = { reducedMotion: "reduce" } as const;
const server = serving(new Server());

beforeAll(async () => {
  const form = new FormData();
  form.set("package", slowPlugin(), "slow.zip");
  form.set("unsigned", "true");
  await server.post("/plugins", (await server.signIn("broker@demo.test")).accessToken, form);
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
  const addresses = new Map<string, string>(); // of the first record of each list
  for (const plural of ["escrows", "listings", "clients", "leads", "appointments"]) {
    await show(page, tableOf(plural));
    const first = page
      .getByRole("grid", { name: new RegExp(plural, "i") })
      .locator("a[href]")
      .first();
    addresses.set(plural, (await first.getAttribute("href")) ?? "");
  }
  await allReadable(page, [
    { what: "home", whole: true, show: () => show(page, "/").then(() => heading(page, /^Good /)) },
    ...["escrows", "listings", "clients", "leads"].map((plural) => list(page, plural)),
    ...[...addresses].map(([plural, address]) => record(page, plural, address)),
    peek(page, addresses.get("escrows") ?? ""),
    ...["/escrows?view=all&layout=board", "/leads?view=all&layout=board"].map((path) => board(page, path)),
    ...["day", "week", "month", "agenda", "table"].map((span) => appointments(page, span)),
  ]);
  await context.close();
});

const tableOf = (plural: string) =>
  plural === "appointments" ? "/appointments?show=table" : `/${plural}?view=all&layout=table`;

const list = (page: Page, plural: string): Screen => ({
  what: plural,
  show: async () => {
    await show(page, tableOf(plural));
    await page
      .getByRole("grid", { name: new RegExp(plural, "i") })
      .locator("a[href]")
      .first()
      .waitFor();
  },
});

const record = (page: Page, plural: string, address: string): Screen => ({
  what: `one of the ${plural}`,
  show: async () => {
    await show(page, address);
    await page.locator(`[data-record="${address.split("/").at(-1)}"]`).waitFor();
    const timeline = page.getByRole("list", { name: "Timeline" });
    await timeline.or(page.getByRole("tablist", { name: "Parts of the record" })).waitFor(); // a phone has parts
  },
});

const peek = (page: Page, address: string): Screen => ({
  what: "list with a peek",
  show: async () => {
    await show(page, `${tableOf("escrows")}&peek=${address.split("/").at(-1)}`);
    await page.getByRole("complementary", { name: /^Peek: / }).waitFor();
  },
});

const board = (page: Page, path: string): Screen => ({
  what: path,
  show: async () => {
    await show(page, path);
    const stacks = page.getByRole("region", { name: path.startsWith("/leads") ? /^Leads by / : /^Escrows by / });
    await stacks.getByRole("list").getByRole("listitem").first().waitFor();
  },
});

const appointments = (page: Page, span: string): Screen => ({
  what: `appointments by ${span}`,
  show: async () => {
    await show(page, `/appointments?show=${span}`);
    await heading(page, "Appointments");
    const one = page.getByText(/Buyer consult/).first();
    await one.waitFor({ state: "attached" }); // a phone's week has no room for the words
  },
});

test("so can the brokerage's pages, and all settings", async () => {
  const { context, page } = await visitor(browser, server.url, email, calm);
  await show(page, "/settings/profile");
  const pages = page.getByRole("navigation", { name: "Settings" }).getByRole("link");
  await pages.first().waitFor();
  const addresses = await pages.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  expect(addresses.length).toBeGreaterThanOrEqual(10);
  const at = (path: string, ready: () => Promise<unknown>): Screen => ({
    what: path,
    show: () => show(page, path).then(ready),
  });
  const reported = page.getByRole("table").or(page.getByText("Nothing to report yet")).first();
  await allReadable(page, [
    at("/import/leads", () => heading(page, "Import leads")),
    ...["pipeline", "sources", "gci"].map((report) =>
      at(`/reports/${report}`, async () => {
        const tab = page.locator(`a[aria-current=page][href^="/reports/${report}"]`).first();
        await tab.waitFor({ state: "attached" });
        await reported.waitFor();
      }),
    ),
    at("/monitoring", () => heading(page, "Monitoring")),
    at("/import/clients", () => heading(page, "Import clients")),
    ...addresses.map((address) =>
      at(address, async () => {
        await page.locator(`[aria-current=page][href="${address}"]`).waitFor();
        await page.getByRole("status", { name: "Loading" }).waitFor({ state: "detached" });
      }),
    ),
    at("/nowhere/at/all", () => page.getByText("There is nothing here").waitFor()),
  ]);

  await show(page, "/import/leads");
  await heading(page, "Import leads");
  await page
    .getByLabel("Or paste a table")
    .fill("Name\tEmail\tWhen\nXi\txi@example.com\tone day\nXi\txi@example.com\tnow");
  await page.getByRole("button", { name: "Use what was pasted" }).click();
  await page.getByRole("table", { name: "Columns of the file" }).waitFor();
  await readable(page, "the columns of an import");
  await page.getByRole("button", { name: "Check duplicates" }).click();
  await page.getByRole("list", { name: "Rows that are there already" }).waitFor();
  await readable(page, "the duplicates of an import");
  await context.close();
});

test("so can what is opened over a page, and a task from its form to its end", async () => {
  const { accessToken } = await server.signIn(email);
  const { escrow } = await anEscrow(server, 1);
  const { context, page } = await visitor(browser, server.url, email, calm);
  await heading(page, /^Good /);
  const opened = (what: string, open: () => Promise<unknown>): Screen => ({
    what,
    show: async () => {
      await page.keyboard.press("Escape"); // what was opened before
      await page.locator("[aria-modal=true]").waitFor({ state: "detached" });
      await open();
    },
  });
  await show(page, "/escrows?view=all&layout=table");
  await heading(page, "Escrows");
  await allReadable(page, [
    opened("keys", async () => {
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    }),
    opened("palette", async () => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Search or do anything" }).fill("cedar");
      await page.getByRole("option").first().waitFor();
    }),
    opened("form of a new escrow", async () => {
      await page.keyboard.press("c");
      await page.getByRole("dialog", { name: "New escrow" }).waitFor();
      await page.getByRole("button", { name: "Create escrow" }).click(); // what is wrong is shown too
    }),
  ]);
  await page.keyboard.press("Escape");
  await server.post(`/escrows/${escrow.id}/notes`, accessToken, { body: "A note", mentions: [] });

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
  const completed = page.getByRole("status", { name: "Status of the task" }).getByText("Completed");
  await completed.waitFor();
  const task = new URL(page.url()).pathname;
  await page.getByRole("main").getByRole("link", { name: "AI tasks" }).click();
  const past = page.getByRole("list", { name: "Tasks of the past" }).getByRole("listitem").first();
  await past.waitFor();
  const tasks = new URL(page.url()).pathname;
  await allReadable(page, [
    { what: "accepted", show: () => show(page, task).then(() => completed.waitFor()) },
    { what: "history", show: () => show(page, tasks).then(() => past.waitFor()) },
    { what: "inbox", show: () => show(page, "/inbox").then(() => heading(page, "Inbox")) },
  ]);
  await context.close();
});
