import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { badge, closeAll, complained, device, launch, leave, signIn } from "./browser";
import { anEscrow, Server } from "./server";

const server = new Server();
let browser: Browser;

beforeAll(async () => {
  await server.start();
  browser = await launch();
});

afterAll(async () => {
  await closeAll(browser);
  await server.stop();
  expect(complained().filter((complaint) => !/status of 401/.test(complaint))).toEqual([]); // a wrong password
});

const title = (page: Page) => page.getByRole("heading", { level: 1 });

test("one signs in by the form, which says what is wrong, and out by one's own menu", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.url}/leads`);
  await signIn(page, "agent1@demo.test", "another-password");
  await page
    .getByRole("alert")
    .getByText(/password/)
    .waitFor();
  await signIn(page, "agent1@demo.test");
  await title(page).filter({ hasText: "Leads" }).waitFor(); // where one was going
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await page.reload();
  await title(page).filter({ hasText: "Leads" }).waitFor();
  await leave(page);
  await page.getByLabel("Email").waitFor();
  await page.reload();
  await page.getByLabel("Email").waitFor();
  await context.close();
});

test("by keys alone: go to a list, find a record, list the keys, turn the letters off", async () => {
  const { escrow } = await anEscrow(server, 0);
  const { context, page } = await device(browser, server.url, "agent1@demo.test");
  await page.getByRole("heading", { name: /^Good / }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await title(page).filter({ hasText: "Listings" }).waitFor();
  expect(await page.title()).toBe("Listings · Roomkey");

  await page.keyboard.press("Control+k");
  const box = page.getByRole("combobox", { name: "Search or do anything" });
  await box.fill(String(escrow.fields.escrowNumber));
  await page.getByRole("option", { name: String(escrow.fields.escrowNumber) }).waitFor();
  expect(await page.getByRole("option", { selected: true }).count()).toBe(1);
  await box.press("Enter");
  await page.waitForURL(`**/escrows/${escrow.id}`);

  await page.keyboard.press("Control+k");
  await box.fill("go to lead");
  await box.press("Enter");
  await title(page).filter({ hasText: "Leads" }).waitFor();

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await help.getByText("Go to Escrows").waitFor();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });

  await page.goto(`${server.url}/settings/profile`);
  await page.getByRole("switch", { name: "Shortcuts of single letters" }).setChecked(false, { force: true });
  await title(page).click();
  await page.keyboard.press("g");
  await page.keyboard.press("e");
  await page.keyboard.press("Control+k"); // a chord still works
  await box.waitFor();
  await page.keyboard.press("Escape");
  expect(new URL(page.url()).pathname).toBe("/settings/profile");
  await context.close();
});

test("the theme and the density hold after a reload", async () => {
  const { context, page } = await device(browser, server.url, "agent1@demo.test");
  await page.goto(`${server.url}/settings/profile`);
  await page.getByRole("radiogroup", { name: "Theme" }).getByText("Dark").click();
  await page.getByRole("radiogroup", { name: "Text and rows" }).getByText("Large").click();
  for (const again of [false, true]) {
    if (again) await page.reload();
    await page.locator("html[data-mantine-color-scheme=dark][data-density=large]").waitFor();
  }
  await context.close();
});

test("a phone has every place within two taps, and says so when it is offline", async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { context, page } = await device(browser, server.url, "agent1@demo.test", phone);
  const bar = page.getByRole("navigation", { name: "Main" });
  await bar.getByRole("link", { name: "Leads" }).tap();
  await title(page).filter({ hasText: "Leads" }).waitFor();
  await bar.getByRole("button", { name: "More" }).tap();
  await page.getByRole("dialog").getByRole("link", { name: "Clients" }).tap();
  await title(page).filter({ hasText: "Clients" }).waitFor();
  await context.setOffline(true);
  await page.getByRole("status", { name: "Connection" }).getByText("Offline").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await context.close();
});
