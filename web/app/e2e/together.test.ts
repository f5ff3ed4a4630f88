import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { badge, browser, device, field, serving, set, textArea, value, visitor } from "./browser";
import { anEscrow, Server } from "./server";
import { Stock } from "./stock";

const server = serving(new Server());

test("an edit in one appears in the others: two browsers and a stock client", async () => {
  const { escrow, accessToken } = await anEscrow(server, 0);
  const one = await visitor(browser, server.url, "agent1@demo.test");
  const two = await visitor(browser, server.url, "agent2@demo.test");
  const stock = new Stock(server.url, accessToken);
  for (const { page } of [one, two]) await page.goto(`${server.url}/escrows/${escrow.id}`);
  const handle = await stock.open(escrow.documentId);

  await set(one.page, "Purchase price", "612000");
  await expect.poll(() => value(two.page, "Purchase price")).toBe("$612,000");
  await expect.poll(() => handle.doc().purchasePrice).toBe(61_200_000);

  handle.change((doc) => {
    doc.transactionType = "Resale";
  });
  await expect.poll(() => value(one.page, "Transaction type")).toBe("Resale");
  await expect.poll(() => value(two.page, "Transaction type")).toBe("Resale");

  await one.page.getByRole("textbox", { name: "New note" }).fill("Keys are with the neighbour.");
  await one.page.getByRole("button", { name: "Post" }).click();
  const last = (page: Page) => page.getByRole("article", { name: /^Note by / }).first();
  await last(two.page).getByText("Keys are with the neighbour.").waitFor();
  // A note is its author's.
  expect(await last(two.page).getByRole("button").count()).toBe(0);
  await last(one.page).getByRole("button", { name: "Edit the note" }).click();
  await one.page.getByRole("textbox", { name: "Edit the note" }).fill("Keys are at the office.");
  await one.page.getByRole("button", { name: "Save" }).click();
  await last(two.page).getByText("Keys are at the office.").waitFor();
  await expect
    .poll(() => (handle.doc().notes as unknown[]).map((note) => String((note as { body: unknown }).body)))
    .toContain("Keys are at the office.");

  await textArea(one.page, "Shared notes").pressSequentially("Gate code 12");
  await expect.poll(() => value(two.page, "Shared notes")).toBe("Gate code 12");
  await textArea(two.page, "Shared notes").press("End");
  await textArea(two.page, "Shared notes").pressSequentially("34");
  await expect.poll(() => handle.doc().briefing).toBe("Gate code 1234");

  await one.page.getByRole("group", { name: "Also here" }).getByRole("img").first().waitFor();
  await expect.poll(() => badge(one.page).textContent()).toBe("Connected");
  await stock.close();
  await one.context.close();
  await two.context.close();
});

test("offline, edit, reload, online: merged, and the badge tells the truth at each step", async () => {
  const { escrow } = await anEscrow(server, 1);
  const one = await device(browser, server.url, "agent1@demo.test");
  const two = await visitor(browser, server.url, "agent2@demo.test");
  for (const { page } of [one, two]) await page.goto(`${server.url}/escrows/${escrow.id}`);
  await field(one.page, "Purchase price").waitFor();

  await one.context.setOffline(true);
  await expect.poll(() => badge(one.page).textContent()).toMatch(/^(Offline|Reconnecting)/);
  await set(one.page, "Purchase price", "700001");
  await expect.poll(() => badge(one.page).textContent()).toContain("1 edit waiting");
  const saving = one.page.getByRole("status", { name: "Save state" }).first();
  await expect.poll(() => saving.textContent()).toBe("Saved on this device");

  await one.page.reload();
  await expect.poll(() => value(one.page, "Purchase price")).toBe("$700,001");
  await expect.poll(() => badge(one.page).textContent()).toContain("1 edit waiting");

  await set(two.page, "Transaction type", "Probate");
  await one.context.setOffline(false);
  await expect.poll(() => badge(one.page).textContent(), { timeout: 40_000 }).toBe("Connected");
  await expect.poll(() => value(one.page, "Transaction type")).toBe("Probate");
  await expect.poll(() => value(two.page, "Purchase price")).toBe("$700,001");
  await one.context.close();
  await two.context.close();
});

test("the server stopped: lists and records are there, edits wait, and are sent when it is back", async () => {
  const { escrow, accessToken } = await anEscrow(server, 2);
  const { context, page } = await device(browser, server.url, "agent1@demo.test");
  await page.goto(`${server.url}/escrows/${escrow.id}`);
  await field(page, "Purchase price").waitFor();

  await server.kill();
  await set(page, "Purchase price", "455000");
  await expect.poll(() => badge(page).textContent()).toMatch(/^Reconnecting.*1 edit waiting$/);
  await page.reload();
  await page.goto(`${server.url}/listings`);
  await expect.poll(() => page.getByRole("grid", { name: "Listings" }).getByRole("row").count()).toBeGreaterThan(5);
  await expect.poll(() => badge(page).textContent()).toContain("1 edit waiting");

  await server.start();
  await expect.poll(() => badge(page).textContent(), { timeout: 40_000 }).toBe("Connected");
  const record = await server.get<{ fields: Record<string, unknown> }>(`/escrows/${escrow.id}`, accessToken);
  expect(record.fields.purchasePrice).toBe(45_500_000);
  await context.close();
});
