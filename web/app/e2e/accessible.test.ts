import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { choose, complained, field, goTo, launch, visitor } from "./browser";
import { slowPlugin } from "./plugin";
import { readable } from "./readable";
import { Server } from "./server";

const email = "agent1@demo.test"; // whose colleagues are not online
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
  await browser?.close();
  await server.stop();
  expect(complained()).toEqual([]);
});

test("every page can be read and operated by everybody, light and dark", async () => {
  const stranger = await browser.newContext();
  const door = await stranger.newPage();
  await door.goto(server.url);
  await door.getByRole("button", { name: "Sign in" }).waitFor();
  await readable(door, "sign-in");
  await stranger.close();

  const { accessToken } = await server.signIn(email);
  const { context, page } = await visitor(browser, server.url, email);
  await goTo(page, "Escrows");
  const first = page.getByRole("grid", { name: "Escrows" }).getByRole("link").first();
  await first.waitFor();
  await readable(page, "list");
  await first.click();
  await field(page, "Purchase price").waitFor();
  await readable(page, "record");

  await page.getByRole("button", { name: "AI tasks", exact: true }).click();
  const tray = page.getByRole("region", { name: "AI tasks", exact: true });
  await tray.getByText("No tasks now.").waitFor();
  await readable(page, "empty tray");
  const running = await server.post<{ id: string }>("/tasks", accessToken, { workflow: "e2e.slow/wait" });
  const slow = tray.getByRole("listitem", { name: "Wait for ever" }).first();
  await slow.getByText("Nothing so far").waitFor();
  await readable(page, "tray with a running task");
  await server.post(`/tasks/${running.id}/cancel`, accessToken, {});
  await slow.getByText("Cancelled").waitFor();

  const { dialog } = await choose(page, "Score leads");
  await readable(page, "form of a task");
  await dialog.getByRole("checkbox", { name: "Every open lead" }).check();
  // The result of 50 leads holds what that of 5 does, and takes axe ten times as long.
  await dialog.getByRole("textbox", { name: "Show at most this many, best first" }).fill("5");
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

test("so can the first page and what the frame holds", async () => {
  const { context, page } = await visitor(browser, server.url, email);
  await page.getByRole("heading", { name: /^Good / }).waitFor();
  await readable(page, "home");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await readable(page, "keys");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or do anything" }).fill("maple");
  await page.getByRole("option").first().waitFor();
  await readable(page, "palette");
  await page.keyboard.press("Escape");
  await goTo(page, "Inbox");
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
  await readable(page, "inbox");
  await page.getByRole("button", { name: "Settings and more" }).click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "Settings" }).waitFor();
  await readable(page, "settings");
  await context.close();
});
