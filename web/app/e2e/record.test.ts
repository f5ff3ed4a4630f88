import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { badge, browser, device, field, goTo, serving, set, show, value, visitor } from "./browser";
import { anEscrow, Server } from "./server";

const server = serving(new Server());

/** Opens the form of a new record by the key C, on the list of its type. */
async function begin(page: Page, plural: string) {
  await page.goto(`${server.url}/${plural}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("c");
  const form = page.getByRole("dialog", { name: /^New / });
  await form.waitFor();
  return form;
}

/** Fills in the form of an escrow. */
async function fillEscrow(form: ReturnType<Page["getByRole"]>, address: string) {
  await form.getByRole("textbox", { name: "Property address" }).fill(address);
  await form.getByRole("textbox", { name: "Purchase price" }).fill("615k");
  await form.getByText("$615,000").waitFor(); // what was understood, before anything is made
  await form.getByRole("textbox", { name: "Close of escrow date" }).fill("in 30 days");
}

test("an escrow is made by keyboard, a teammate sees it, and the other team does not", async () => {
  const one = await visitor(browser, server.url, "agent1@demo.test");
  const two = await visitor(browser, `${server.url}/escrows`, "agent2@demo.test");
  const form = await begin(one.page, "escrows");
  await form.getByRole("button", { name: "Create escrow" }).click();
  await form.getByText("Property address is required.").waitFor(); // what is wrong is told at its field
  await fillEscrow(form, "1 Record Way");
  await form.getByRole("combobox", { name: "Side" }).click();
  await one.page.getByRole("option", { name: "Buyer" }).click();
  await form.getByRole("button", { name: "Create escrow" }).click();
  await one.page.getByRole("heading", { name: "1 Record Way", level: 1 }).waitFor();
  await expect.poll(() => badge(one.page).textContent()).toContain("Connected");
  await expect.poll(() => value(one.page, "Purchase price")).toBe("$615,000");

  const url = one.page.url();
  const { accessToken } = await server.signIn("agent1@demo.test");
  const saved = () => server.get(`/escrows/${url.split("/").at(-1)}`, accessToken);
  await expect.poll(() => saved().then(Boolean, () => false)).toBe(true); // else it is still on its way
  await two.page.goto(url);
  await two.page.getByRole("heading", { name: "1 Record Way", level: 1 }).waitFor();
  const other = await visitor(browser, url, "agent3@demo.test");
  await other.page.getByText("There is no such record, or you may not open it.").waitFor();
  await other.context.close();

  // Presence: a ring and a name at the field that is edited, until it is left.
  await field(one.page, "Transaction type").getByRole("button").click();
  await field(two.page, "Transaction type").getByText("Ana is editing").waitFor();
  await two.page.getByRole("list", { name: "Here now" }).getByText("is editing Transaction type").waitFor();
  await one.page.keyboard.press("Escape");
  await expect.poll(() => field(two.page, "Transaction type").getByText("Ana is editing").count()).toBe(0);

  const note = two.page.getByRole("textbox", { name: "New note" });
  await note.pressSequentially("The lender");
  await one.page.getByRole("list", { name: "Here now" }).getByText("is typing a note").waitFor();
  await note.fill("");
  await expect.poll(() => one.page.getByText("is typing a note").count(), { timeout: 15_000 }).toBe(0);

  // A move, a tick and a removed item are taken back by one key each.
  await one.page.keyboard.press("m");
  await one.page.getByRole("menuitem", { name: "Open" }).click();
  const current = (page: Page) => page.getByRole("group", { name: "Status" }).locator("[aria-current=step]");
  await expect.poll(() => current(two.page).textContent()).toBe("Open");
  await one.page.getByRole("button", { name: "Add to checklist" }).click();
  await one.page.keyboard.type("Order the survey");
  await one.page.keyboard.press("Enter");
  const item = (page: Page) =>
    page.getByRole("list", { name: "Checklist" }).getByRole("listitem", { name: "Order the survey" });
  await item(two.page).waitFor();
  await item(one.page).getByRole("checkbox", { name: "Done: Order the survey" }).check();
  await expect.poll(() => item(two.page).count()).toBe(0); // what is done is folded away
  await two.page.getByRole("progressbar", { name: "Checklist done" }).waitFor();
  await one.page.keyboard.press("Control+z");
  await item(two.page).waitFor();
  expect(await item(one.page).getByRole("checkbox").isChecked()).toBe(false);
  await one.page.getByRole("button", { name: "Remove Order the survey" }).click();
  await expect.poll(() => item(two.page).count()).toBe(0);
  await one.page.keyboard.press("Control+z");
  await item(two.page).waitFor();

  // What somebody else has changed since stays, and that is said.
  await set(one.page, "Purchase price", "620000");
  await expect.poll(() => value(two.page, "Purchase price")).toBe("$620,000");
  await set(two.page, "Purchase price", "630000");
  await expect.poll(() => value(one.page, "Purchase price")).toBe("$630,000");
  await one.page.getByRole("heading", { level: 1 }).click();
  await one.page.keyboard.press("Control+z");
  await one.page.getByText("Purchase price has been changed since, so it stays.").waitFor();

  // The timeline tells who set what.
  await two.page.getByRole("list", { name: "Timeline" }).getByText("You set Purchase price").first().waitFor();
  await one.page.getByRole("list", { name: "Timeline" }).getByText("Abe Agent set Purchase price").first().waitFor();

  // Who follows a record is told elsewhere of what others change in it.
  await two.page.getByRole("button", { name: "Follow", exact: true }).click();
  await two.page.getByRole("button", { name: "Following" }).waitFor();
  await goTo(two.page, "Escrows");
  await two.page.getByRole("heading", { level: 1, name: "Escrows" }).waitFor(); // the record is left
  await set(one.page, "Purchase price", "640000");
  const told = two.page.getByText("Ana Agent changed Purchase price of 1 Record Way");
  await told.waitFor();
  await goTo(two.page, "Inbox");
  await two.page.getByRole("region", { name: "Changed since you looked" }).getByRole("link").click();
  await expect.poll(() => value(two.page, "Purchase price")).toBe("$640,000");

  // Archive, restore and delete, each with Undo, seen by the other.
  const undo = one.page.getByRole("button", { name: "Undo" }).last();
  await one.page.getByRole("button", { name: "More actions" }).click();
  await one.page.getByRole("menuitem", { name: "Archive" }).click();
  await undo.hover(); // a toast stays while somebody points at it
  await two.page.getByText("It is in no list until it is restored.").waitFor();
  await undo.click();
  await expect.poll(() => two.page.getByText("It is in no list until it is restored.").count()).toBe(0);
  await one.page.getByRole("button", { name: "More actions" }).click();
  await one.page.getByRole("menuitem", { name: "Delete" }).click();
  await undo.hover();
  await two.page
    .getByRole("alert")
    .getByText(/Ana Agent deleted this record/)
    .waitFor();
  await undo.click();
  await two.page.getByRole("heading", { name: "1 Record Way", level: 1 }).waitFor();
  await one.context.close();
  await two.context.close();
});

test("a value is read before it is written, Escape takes it back, and arrows only look", async () => {
  const { escrow, accessToken } = await anEscrow(server, 1);
  await server.patch(`/escrows/${escrow.id}`, accessToken, { fields: { financing: "FHA" } });
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  await field(page, "Financing").getByRole("button", { name: "Financing" }).click();
  await page.getByRole("option", { name: "Cash", exact: true }).waitFor();
  await page.keyboard.press("Enter"); // looked at, and left as it is
  await page.getByRole("option", { name: "Cash", exact: true }).waitFor({ state: "detached" });
  expect(await value(page, "Financing")).toBe("FHA");
  for (const leave of ["Escape", "Tab"]) {
    await field(page, "Financing").getByRole("button", { name: "Financing" }).press("Enter");
    await page.getByRole("option", { name: "Cash", exact: true }).waitFor();
    for (const key of ["ArrowDown", "ArrowDown", leave]) await page.keyboard.press(key);
    await page.getByRole("option", { name: "Cash", exact: true }).waitFor({ state: "detached" });
    await page.keyboard.press("Escape"); // out of the next field, where Tab leads to it
    expect(await value(page, "Financing")).toBe("FHA");
  }
  const price = await value(page, "Purchase price");
  const input = field(page, "Purchase price").getByRole("textbox");
  await field(page, "Purchase price").getByRole("button").click();
  await input.fill("99999999999999999");
  await input.press("Enter");
  await field(page, "Purchase price")
    .getByText(/more than \$100,000,000,000/)
    .waitFor();
  await input.press("Escape");
  await expect.poll(() => value(page, "Purchase price")).toBe(price);

  const tomorrow = await page.evaluate(() => {
    const day = new Date();
    day.setDate(day.getDate() + 1);
    return day.toLocaleDateString("sv"); // 2026-05-06, where the page is
  });
  await field(page, "Close of escrow").getByRole("button").click();
  await field(page, "Close of escrow").getByRole("textbox").fill("tomorrow");
  await field(page, "Close of escrow").getByRole("textbox").press("Tab"); // Tab writes, and goes on to the next field
  await expect.poll(() => field(page, "Close of escrow").getByRole("textbox").count()).toBe(0);
  await page.locator("[data-field] input:focus").waitFor();
  type Stored = { fields: Record<string, unknown> };
  const stored = () => server.get<Stored>(`/escrows/${escrow.id}`, accessToken).then(({ fields }) => fields);
  await expect.poll(stored).toMatchObject({ closeOfEscrowDate: tomorrow, financing: "FHA" });
  await context.close();
});

test("a day is chosen from the month, by a click or by keys, and where a lead comes from out of a list", async () => {
  const { escrow, accessToken } = await anEscrow(server, 2);
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  const close = field(page, "Close of escrow");
  await close.getByRole("button").click();
  await close.getByRole("button", { name: "Choose a day for Close of escrow" }).click();
  await page.getByRole("button", { name: "Next month" }).click();
  await page.getByRole("table").getByRole("button", { name: / 15, / }).click();
  await page.getByRole("table").waitFor({ state: "detached" });
  const stored = () => server.get<{ fields: Record<string, string> }>(`/escrows/${escrow.id}`, accessToken);
  const closing = () => stored().then(({ fields }) => fields.closeOfEscrowDate ?? "");
  const before = String(escrow.fields.closeOfEscrowDate);
  await expect.poll(closing).toMatch(/-15$/);
  expect((await closing()).slice(0, 7) > before.slice(0, 7)).toBe(true);

  await close.getByRole("button").press("Enter");
  await close.getByRole("textbox").press("ArrowDown"); // the month, where arrows go by days and weeks
  for (const key of ["ArrowRight", "ArrowDown", "Enter"]) {
    await page.locator("[data-day]:focus").waitFor();
    await page.keyboard.press(key);
  }
  await expect.poll(closing).toMatch(/-23$/);
  await close.locator("button:focus").waitFor(); // and the keyboard goes on from there

  const { items } = await server.get<{ items: { id: string }[] }>("/leads?limit=1", accessToken);
  await show(page, `/leads/${items[0]?.id}`);
  await field(page, "Source").getByRole("button").click();
  await page.getByRole("option", { name: "Open house", exact: true }).click();
  await expect.poll(() => value(page, "Source")).toBe("Open house");
  await context.close();
});

test("a record is made without a connection, edited, and sent later", async () => {
  const { context, page } = await device(browser, `${server.url}/leads`, "agent1@demo.test");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await context.setOffline(true);
  await page.keyboard.press("c");
  const form = page.getByRole("dialog", { name: "New lead" });
  await form.getByRole("textbox", { name: "Name" }).fill("Olga Offline");
  await form.getByRole("textbox", { name: "Phone" }).fill("916 555 0188");
  await form.getByRole("combobox", { name: "Source", exact: true }).fill("Sign call");
  await form.getByRole("button", { name: "Create lead" }).click();
  await page.getByRole("heading", { name: "Olga Offline", level: 1 }).waitFor();
  await set(page, "Score", "70");
  await page.reload();
  await page.getByRole("heading", { name: "Olga Offline", level: 1 }).waitFor();
  await context.setOffline(false);
  const { accessToken } = await server.signIn("agent1@demo.test");
  const id = page.url().split("/").at(-1);
  const stored = () =>
    server.get<{ fields: Record<string, unknown> }>(`/leads/${id}`, accessToken).then(
      ({ fields }) => ({ name: fields.name, score: fields.score, stage: fields.stage }),
      () => undefined,
    );
  await expect.poll(stored, { timeout: 40_000 }).toEqual({ name: "Olga Offline", score: 70, stage: "new" });

  await context.setOffline(true);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Convert to client" }).click();
  await page.getByRole("heading", { name: "Olga Offline", level: 1 }).waitFor();
  await expect.poll(() => page.url()).toContain("/clients/");
  await page.getByRole("list", { name: "Related" }).getByRole("link", { name: "Olga Offline" }).waitFor();
  // Both are sent at once, and the lead names a client that the server must know first.
  await context.setOffline(false);
  await expect.poll(stored, { timeout: 20_000 }).toEqual({ name: "Olga Offline", score: 70, stage: "active_client" });

  // Who comes again is the client that there is.
  const client = page.url();
  await page.goto(`${server.url}/leads`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("c");
  await form.getByRole("textbox", { name: "Name" }).fill("O. Offline");
  await form.getByRole("textbox", { name: "Phone" }).fill("(916) 555-0188");
  await form.getByRole("combobox", { name: "Source", exact: true }).fill("Website");
  await form.getByText("Olga Offline, a client, same phone").waitFor();
  await form.getByRole("button", { name: "Create lead" }).click();
  await page.getByRole("heading", { name: "O. Offline", level: 1 }).waitFor();
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Convert to client" }).click();
  const existing = page.getByRole("dialog", { name: "This may be an existing client" });
  await existing.getByRole("button", { name: "Link" }).click();
  await expect.poll(() => page.url()).toBe(client);
  await page.getByRole("list", { name: "Related" }).getByRole("link", { name: "O. Offline" }).waitFor();
  await context.close();
});

test("the history shows a record as it was, and a field is restored, or all of it", async () => {
  const { escrow, accessToken } = await anEscrow(server, 9);
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  const before = await value(page, "Purchase price");
  await set(page, "Purchase price", "123456");
  const saved = () => server.get<{ fields: { purchasePrice: number } }>(`/escrows/${escrow.id}`, accessToken);
  await expect.poll(async () => (await saved()).fields.purchasePrice).toBe(12_345_600);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "History" }).click();
  const history = page.getByRole("region", { name: "History" });
  await history.getByRole("slider").press("ArrowLeft");
  await history.getByText("You changed Purchase price").waitFor();
  await history.getByRole("button", { name: "Restore Purchase price" }).click();
  await expect.poll(() => value(page, "Purchase price")).toBe(before);

  await set(page, "Purchase price", "234567");
  await set(page, "Transaction type", "Probate");
  const slider = history.getByRole("slider");
  const changed = history.getByRole("list", { name: "What was otherwise" }).getByRole("listitem");
  const isAt = (moment: number) => slider.and(page.locator(`[aria-valuenow="${moment}"]`)).waitFor();
  const backToBoth = async () => {
    await slider.press("End");
    const last = Number(await slider.getAttribute("aria-valuenow"));
    for (let back = 1; back <= 2; back++) {
      await slider.press("ArrowLeft");
      await isAt(last - back);
      if ((await changed.count()) === 2) return true;
    }
    return false; // they are not in the history yet
  };
  await expect.poll(backToBoth).toBe(true);
  await history.getByRole("button", { name: "Restore to here" }).click();
  await expect.poll(() => value(page, "Purchase price")).toBe(before);
  expect(await value(page, "Transaction type")).not.toBe("Probate");
  await page.getByRole("button", { name: "Undo" }).last().click(); // one gesture
  await expect.poll(() => value(page, "Purchase price")).toBe("$234,567");
  expect(await value(page, "Transaction type")).toBe("Probate");
  await context.close();
});
