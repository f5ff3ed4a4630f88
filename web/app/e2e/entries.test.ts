import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { badge, complained, device, field, launch, set, value } from "./browser";
import { anEscrow, Server } from "./server";

const server = new Server();
let browser: Browser;

beforeAll(async () => {
  await server.start();
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
  expect(complained()).toEqual([]);
});

/** Adds a party as a person does, without the mouse. */
async function addParty(page: Page, number: number, contact: string): Promise<void> {
  await page.getByRole("button", { name: "Add to parties" }).press("Enter");
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
    .toBe(`Contact, Party ${number}`);
  await page.keyboard.type(contact);
  await page.keyboard.press("Tab");
}

async function addTag(page: Page, tag: string): Promise<void> {
  await page.getByRole("textbox", { name: "Add to tags" }).fill(tag);
  await page.getByRole("textbox", { name: "Add to tags" }).press("Enter");
}

const contacts = (page: Page) =>
  page
    .getByRole("textbox", { name: /^Contact, Party \d+$/ })
    .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value).sort());

const tags = (page: Page) => page.getByRole("list", { name: "Tags" }).getByRole("listitem").allTextContents();

test("two people each add an entry and a tag, one of them offline: all are kept", async () => {
  const { escrow, accessToken } = await anEscrow(server, 0);
  const url = `${server.url}/escrows/${escrow.id}`;
  const one = await device(browser, url, "agent1@demo.test");
  const two = await device(browser, url, "agent2@demo.test");
  for (const { page } of [one, two]) await field(page, "Purchase price").waitFor();

  await one.context.setOffline(true);
  await addParty(one.page, 1, "Ana at Title");
  await addTag(one.page, "vip");
  await addTag(one.page, "cash");
  await field(one.page, "Status, Contingency 1").selectOption("Waived");
  await addParty(two.page, 1, "Ben the buyer");
  await addTag(two.page, "cash");
  await two.page.getByRole("button", { name: "Remove Contingency 2" }).press("Enter");
  await expect.poll(() => badge(two.page).textContent()).toBe("Connected");
  await one.context.setOffline(false);

  for (const { page } of [one, two]) {
    await expect.poll(() => contacts(page)).toEqual(["Ana at Title", "Ben the buyer"]);
    await expect.poll(async () => (await tags(page)).sort()).toEqual(["cash", "demo", "vip"]);
    await expect.poll(() => page.getByRole("group", { name: /^Contingency \d+$/ }).count()).toBe(2);
    expect(await field(page, "Status, Contingency 1").inputValue()).toBe("waived");
    expect(await field(page, "Type, Contingency 2").inputValue()).toBe("loan");
    await expect.poll(() => badge(page).textContent()).toBe("Connected");
  }

  await two.page.getByRole("button", { name: "Remove cash from tags" }).click();
  await expect.poll(() => tags(one.page)).toEqual(["demo", "vip"]);
  const stored = () =>
    server
      .get<{ fields: { parties: { contact: string }[]; tags: string[] } }>(`/escrows/${escrow.id}`, accessToken)
      .then(({ fields }) => ({ contacts: fields.parties.map(({ contact }) => contact).sort(), tags: fields.tags }));
  // Others see an edit before it is on disk.
  await expect.poll(stored).toEqual({ contacts: ["Ana at Title", "Ben the buyer"], tags: ["demo", "vip"] });
  await one.context.close();
  await two.context.close();
});

test("two people set one cell at once: both values are shown, and either can be kept", async () => {
  const { escrow } = await anEscrow(server, 1);
  const url = `${server.url}/escrows/${escrow.id}`;
  const one = await device(browser, url, "agent1@demo.test");
  const two = await device(browser, url, "agent2@demo.test");
  for (const { page } of [one, two]) await field(page, "Purchase price").waitFor();
  await one.context.setOffline(true);
  await field(one.page, "Status, Contingency 1").selectOption("Waived");
  await field(two.page, "Status, Contingency 1").selectOption("Failed");
  await expect.poll(() => badge(two.page).textContent()).toBe("Connected");
  await one.context.setOffline(false);

  const marker = (page: Page) => page.getByRole("button", { name: "Conflict in Status, Contingency 1" });
  await marker(two.page).waitFor();
  await marker(one.page).click();
  await one.page.getByRole("button", { name: "Waived" }).click();
  for (const { page } of [one, two]) {
    await expect.poll(() => marker(page).count()).toBe(0);
    expect(await field(page, "Status, Contingency 1").inputValue()).toBe("waived");
  }
  await one.context.close();
  await two.context.close();
});

test("another record is chosen by a search, and a link away", async () => {
  const { escrow, accessToken } = await anEscrow(server, 2);
  type Listed = { items: { id: string; fields: { UnparsedAddress: string; City: string; ListingId: string } }[] };
  const { items } = await server.get<Listed>("/listings?limit=1", accessToken);
  const listing = items[0] as Listed["items"][0];
  const { context, page } = await device(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  await page.getByRole("combobox", { name: "Listing" }).fill(listing.fields.ListingId);
  const title = `${listing.fields.UnparsedAddress} · ${listing.fields.City}`;
  await page.getByRole("option", { name: title }).click();
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await page.getByRole("link", { name: `Open ${title}` }).click();
  await page.getByRole("heading", { name: title }).waitFor();
  await context.close();

  const viewer = await device(browser, `${server.url}/escrows/${escrow.id}`, "viewer@demo.test");
  await viewer.page.getByRole("link", { name: title }).waitFor();
  expect(await field(viewer.page, "Status, Contingency 1").isEnabled()).toBe(false);
  expect(await viewer.page.getByRole("button", { name: /^(Add|Remove|Clear)/ }).count()).toBe(0);
  await viewer.context.close();
});

test("a refused edit of a private entry is taken back, and told by its own name", async () => {
  const { escrow } = await anEscrow(server, 3);
  const { context, page } = await device(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  await set(page, "Percent, Split 1", "250");
  const alert = page.getByRole("region", { name: "Private" }).getByRole("alert");
  await alert
    .filter({ hasText: "Not saved: 1 edit" })
    .getByText(/^Commission › Split › Percent .*“250”$/)
    .waitFor();
  await expect.poll(() => value(page, "Percent, Split 1")).toBe("70");
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await context.close();
});
