import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { badge, browser, field, forgetBounds, pick, serving, set, value, visitor } from "./browser";
import { anEscrow, Server } from "./server";

const server = serving(new Server());

/** Adds a party as a person does, without the mouse. */
async function addParty(page: Page, contact: string): Promise<void> {
  await page.getByRole("button", { name: "Add to parties" }).press("Enter");
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
  await page.keyboard.type(contact);
  await page.keyboard.press("Enter");
  await page.getByRole("list", { name: "Parties", exact: true }).getByRole("listitem", { name: contact }).waitFor();
}

async function addTag(page: Page, tag: string): Promise<void> {
  await page.getByRole("button", { name: "Add a tag" }).click();
  await page.getByRole("textbox", { name: "New tag" }).fill(tag);
  await page.getByRole("textbox", { name: "New tag" }).press("Enter");
  await page.keyboard.press("Escape");
}

const contacts = (page: Page) =>
  page
    .getByRole("list", { name: "Parties", exact: true })
    .getByRole("button", { name: /^Contact, / })
    .allTextContents()
    .then((texts) => texts.sort());

const tags = (page: Page) => page.getByRole("list", { name: "Tags" }).getByRole("listitem").allTextContents();

/** A row of the contingencies by its type. */
const contingency = (page: Page, type: string) =>
  page.getByRole("list", { name: "Contingencies" }).getByRole("listitem", { name: type, exact: true });

test("two people each add an entry and a tag, one of them offline: all are kept", async () => {
  const { escrow, accessToken } = await anEscrow(server, 0);
  const url = `${server.url}/escrows/${escrow.id}`;
  const one = await visitor(browser, url, "agent1@demo.test");
  const two = await visitor(browser, url, "agent2@demo.test");
  for (const { page } of [one, two]) await field(page, "Purchase price").waitFor();

  await one.context.setOffline(true);
  await addParty(one.page, "Ana at Title");
  await addTag(one.page, "vip");
  await addTag(one.page, "cash");
  await pick(one.page, "Status, Investigation", "Waived");
  await addParty(two.page, "Ben the buyer");
  await addTag(two.page, "cash");
  await two.page.getByRole("button", { name: "Remove Appraisal" }).press("Enter");
  await expect.poll(() => badge(two.page).textContent()).toBe("Connected");
  await one.context.setOffline(false);

  for (const { page } of [one, two]) {
    await expect.poll(() => contacts(page)).toEqual(["Ana at Title", "Ben the buyer"]);
    await expect.poll(async () => (await tags(page)).filter(Boolean).sort()).toEqual(["cash", "demo", "vip"]);
    await expect.poll(() => page.getByRole("list", { name: "Contingencies" }).getByRole("listitem").count()).toBe(2);
    await contingency(page, "Investigation").getByText("Waived").waitFor();
    await contingency(page, "Loan").waitFor();
    await expect.poll(() => badge(page).textContent()).toBe("Connected");
  }

  await two.page.getByRole("button", { name: "Remove the tag cash" }).click();
  await expect.poll(async () => (await tags(one.page)).filter(Boolean)).toEqual(["demo", "vip"]);
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
  const one = await visitor(browser, url, "agent1@demo.test");
  const two = await visitor(browser, url, "agent2@demo.test");
  for (const { page } of [one, two]) await field(page, "Purchase price").waitFor();
  await one.context.setOffline(true);
  await pick(one.page, "Status, Investigation", "Waived");
  await pick(two.page, "Status, Investigation", "Failed");
  await expect.poll(() => badge(two.page).textContent()).toBe("Connected");
  await one.context.setOffline(false);

  const marker = (page: Page) => page.getByRole("button", { name: "Two values for Status" });
  await marker(two.page).waitFor();
  await marker(one.page).click();
  const values = await one.page.getByRole("radiogroup").getByRole("strong").allTextContents();
  await one.page.keyboard.press(String(values.indexOf("Waived") + 1)); // by keyboard alone
  await one.page.keyboard.press("Enter");
  for (const { page } of [one, two]) {
    await expect.poll(() => marker(page).count()).toBe(0);
    await contingency(page, "Investigation").getByText("Waived").waitFor();
  }
  await one.context.close();
  await two.context.close();
});

test("another record is chosen by a search, and a link away", async () => {
  const { escrow, accessToken } = await anEscrow(server, 2);
  type Listed = { items: { id: string; fields: { UnparsedAddress: string; City: string; ListingId: string } }[] };
  const { items } = await server.get<Listed>("/listings?limit=1", accessToken);
  const listing = items[0] as Listed["items"][0];
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  await field(page, "Listing").getByRole("button").click();
  await field(page, "Listing").getByRole("combobox").fill(listing.fields.ListingId);
  const title = `${listing.fields.UnparsedAddress} · ${listing.fields.City}`;
  await page.getByRole("option", { name: title }).click();
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await field(page, "Listing")
    .getByRole("link", { name: `Open ${title}` })
    .click();
  await page.getByRole("heading", { name: listing.fields.UnparsedAddress, level: 1 }).waitFor();
  await context.close();

  const viewer = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "viewer@demo.test");
  await field(viewer.page, "Listing").getByRole("link", { name: title }).waitFor();
  const main = viewer.page.getByRole("main");
  expect(await main.getByRole("button", { name: /^Status, / }).count()).toBe(0);
  expect(await main.getByRole("button", { name: /^(Add|Remove|Clear)/ }).count()).toBe(0);
  await viewer.context.close();
});

test("what a commission comes to changes for all who may see it; nobody else sees any of it", async () => {
  const { escrow } = await anEscrow(server, 7);
  const url = `${server.url}/escrows/${escrow.id}`;
  const ana = await visitor(browser, url, "agent1@demo.test");
  const bea = await visitor(browser, url, "broker@demo.test");
  const abe = await visitor(browser, url, "agent2@demo.test");
  await set(ana.page, "Purchase price", "1,000,000");
  for (const { page } of [ana, bea]) {
    await expect.poll(() => value(page, "GCI")).toBe("$25,000");
    await expect.poll(() => value(page, "Net")).toBe("$7,500"); // the agent's split is off
  }
  await set(bea.page, "Side percent", "3");
  await expect.poll(() => value(ana.page, "GCI")).toBe("$30,000");
  await ana.page.getByText("Agent 70%: $21,000").waitFor();
  await expect.poll(() => value(abe.page, "Purchase price")).toBe("$1,000,000");
  expect(await abe.page.getByText(/GCI|Commission|Side percent|\$30,000/).count()).toBe(0);
  for (const { context } of [ana, bea, abe]) await context.close();
});

test("a refused edit of a private entry is taken back, and told by its own name", async () => {
  const { escrow } = await anEscrow(server, 3);
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  const share = page
    .getByRole("list", { name: "Splits" })
    .getByRole("button", { name: /^Percent, / })
    .first();
  await share.waitFor();
  await forgetBounds(page);
  await share.click();
  await page.getByRole("list", { name: "Splits" }).getByRole("textbox").fill("250");
  await page.keyboard.press("Enter");
  const alert = page.getByRole("alert").filter({ hasText: "Not saved: 1 edit" });
  await alert.getByText(/^Commission › Split › Percent .*“250”$/).waitFor();
  await expect.poll(() => share.textContent()).toContain("70");
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await context.close();
});

test("a close before acceptance is told at its field, not written; a date is said as it was understood", async () => {
  const { escrow, accessToken } = await anEscrow(server, 0);
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  const close = field(page, "Close of escrow");
  await close.getByRole("button").click();
  await close.getByRole("textbox").fill("1/2/1987");
  await close.getByText(/must not be before acceptance/).waitFor();
  await close.getByRole("textbox").press("Enter");
  await close.getByRole("textbox").fill("1/2/2099");
  await close.getByText("Fri, Jan 2, 2099").waitFor();
  expect(await closesOn()).not.toBe("1987-01-02");
  await close.getByRole("textbox").press("Enter");
  await expect.poll(closesOn).toBe("2099-01-02");
  await expect.poll(() => close.textContent()).toContain("2099");
  await context.close();

  function closesOn() {
    return server
      .get<{ fields: { closeOfEscrowDate: string } }>(`/escrows/${escrow.id}`, accessToken)
      .then(({ fields }) => fields.closeOfEscrowDate);
  }
});
