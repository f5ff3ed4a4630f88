import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { browser, serving, visitor } from "./browser";
import { Server } from "./server";

// What people come back to: records that were put away, an Undo whose toast has gone, letters typed ahead.

const server = serving(new Server("demo"));

const toast = (page: Page, text: string) => page.getByRole("status", { name: "Told" }).getByText(text);
const titles = (page: Page) => page.getByRole("row").getByRole("link").allTextContents();

test("what was archived or deleted is found again, and comes back", async () => {
  const { context, page } = await visitor(browser, server.url, "broker@demo.test");
  await page.goto(`${server.url}/clients`);
  await page.getByRole("button", { name: "Archived and deleted clients" }).click();
  await expect.poll(() => page.getByRole("checkbox", { name: /^Select (?!all)/ }).count()).toBe(3);
  const archived = await titles(page);
  await page.getByRole("checkbox", { name: `Select ${archived[0]}`, exact: true }).click();
  await page.getByRole("toolbar", { name: "Bulk edit" }).getByRole("button", { name: "Restore" }).click();
  await toast(page, "1 client restored").waitFor();
  await expect.poll(() => titles(page)).not.toContain(archived[0]);
  await page.getByRole("button", { name: "Back to All" }).click();
  await page.getByRole("searchbox", { name: "Search clients" }).fill(archived[0] ?? "");
  await page.getByRole("row").getByRole("link", { name: archived[0] }).first().click();

  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await toast(page, "Deleted the client").waitFor();
  await page.goto(`${server.url}/clients?view=archived`);
  await page.getByRole("button", { name: "Deleted clients" }).click();
  const dialog = page.getByRole("dialog", { name: "Deleted clients" });
  await dialog.getByRole("button", { name: `Restore ${archived[0]}` }).click();
  await toast(page, "The client is back").waitFor();
  await dialog.getByText("No deleted clients that you may restore").waitFor();
  await context.close();
});

test("whoever brings deleted records back by keyboard stays in the list", async () => {
  const { context, page } = await visitor(browser, server.url, "broker@demo.test");
  const { accessToken } = await server.signIn("broker@demo.test");
  for (const LastName of ["Aster", "Birch"]) {
    const fields = { FirstName: "Gone", LastName };
    const { id } = await server.post<{ id: string }>("/clients", accessToken, { fields, visibility: "broker" });
    await server.delete(`/clients/${id}`, accessToken);
  }
  await page.goto(`${server.url}/clients?view=archived`);
  await page.getByRole("button", { name: "Deleted clients" }).click();
  const dialog = page.getByRole("dialog", { name: "Deleted clients" });
  await dialog.getByRole("button", { name: "Restore Gone Birch" }).press("Enter");
  await toast(page, "The client is back").waitFor();
  await expect.poll(() => dialog.getByRole("listitem").count()).toBe(1);
  const other = dialog.getByRole("button", { name: "Restore Gone Aster" });
  await expect.poll(() => other.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  await dialog.getByText("No deleted clients that you may restore").waitFor();
  expect(await dialog.evaluate((all) => all.contains(document.activeElement))).toBe(true);
  await context.close();
});

test("an Undo whose toast has gone is shown again by Ctrl+Z, then done", async () => {
  const { context, page } = await visitor(browser, server.url, "broker@demo.test");
  await page.goto(`${server.url}/clients?view=mine`);
  const count = page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Mine" });
  await page
    .getByRole("checkbox", { name: /^Select (?!all)/ })
    .first()
    .click();
  const before = await count.textContent();
  await page.keyboard.press("e");
  await toast(page, "1 client archived").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await toast(page, "1 client archived").waitFor({ state: "detached" });
  await expect.poll(() => count.textContent()).not.toBe(before);
  await page.keyboard.press("Control+z");
  await toast(page, "1 client archived").waitFor();
  await page.keyboard.press("Control+z");
  await toast(page, "1 client put back").waitFor();
  await expect.poll(() => count.textContent()).toBe(before);
  await context.close();
});

test("on a record, Ctrl+Z takes back what was done there before it shows an Undo of elsewhere", async () => {
  const { context, page } = await visitor(browser, server.url, "broker@demo.test");
  await page.goto(`${server.url}/clients?view=mine`);
  const select = page.getByRole("checkbox", { name: /^Select (?!all)/ });
  await select.first().click();
  await page.keyboard.press("e");
  await toast(page, "1 client archived").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByRole("row").getByRole("link").first().click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByRole("button", { name: "Add a tag" }).click();
  await page.getByRole("textbox", { name: "New tag" }).fill("spring");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  const tag = page.getByRole("list", { name: "Tags" }).getByText("spring", { exact: true });
  await tag.waitFor();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Control+z");
  await tag.waitFor({ state: "detached" });
  await toast(page, "Undone: Tags").waitFor();
  expect(await toast(page, "1 client archived").count()).toBe(0);
  await page.keyboard.press("Control+z"); // nothing is left to take back here
  await toast(page, "1 client archived").waitFor();
  await context.close();
});

test("letters that follow Ctrl+K keep their order, however busy the page is", async () => {
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  const search = page.getByRole("combobox", { name: "Search or do anything" });
  await page.addInitScript(() => {
    addEventListener("focusin", ({ target }) => {
      if (!(target instanceof HTMLElement) || target.role !== "combobox") return;
      for (const end = performance.now() + 250; performance.now() < end; ); // keys queue up meanwhile
    });
  });
  for (let time = 0; time < 3; time++) {
    await page.goto(`${server.url}/escrows`); // what the palette is made of has to be fetched again
    await page.getByRole("row").getByRole("link").first().waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("2394 del paso street", { delay: 15 });
    await expect.poll(() => search.inputValue()).toBe("2394 del paso street");
  }
  await context.close();
});
