import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { browser, device, field, goTo, serving, value, visitor } from "./browser";
import { anEscrow, Server } from "./server";

// What is done with records by hand: columns, cards, duplicates, owners; and how a colleague is told.

const server = serving(new Server());

const headings = (page: Page) => page.getByRole("columnheader").allTextContents();

test("columns are chosen and ordered in their menu, and a reload keeps them", async () => {
  const { context, page } = await visitor(browser, `${server.url}/leads?view=all&layout=table`, "agent1@demo.test");
  await page.getByRole("grid", { name: "Leads" }).getByRole("link").first().waitFor();
  await page.getByRole("button", { name: "Columns" }).click();
  const before = await headings(page);
  expect(before.some((text) => text.includes("Email"))).toBe(false);
  await page.getByRole("textbox", { name: "Find a column" }).fill("ema");
  await page.getByRole("checkbox", { name: "Email" }).check();
  await page.getByRole("textbox", { name: "Find a column" }).fill("");
  const at = async () => (await headings(page)).findIndex((text) => text.includes("Email"));
  await expect.poll(at).toBeGreaterThan(1);
  const last = await at();
  await page.getByRole("button", { name: "Move Email left" }).click();
  await expect.poll(at).toBe(last - 1);
  await page.reload();
  await expect.poll(at).toBe(last - 1);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("button", { name: "Usual columns" }).click();
  await expect.poll(() => headings(page)).toEqual(before);
  await context.close();
});

test("a card is dragged to where it may go, and to nowhere else", async () => {
  const { context, page } = await visitor(browser, `${server.url}/escrows?view=all&layout=board`, "agent1@demo.test");
  const column = (label: string) => page.getByRole("list", { name: label, exact: true });
  const card = column("Open").getByRole("listitem").first();
  await card.waitFor();
  const title = (await card.getAttribute("aria-label")) ?? "";
  const offer = page.getByText(/^Move to /);
  const take = async () => {
    const from = await card.boundingBox();
    if (!from) throw new Error("the card isn't there");
    await page.mouse.move(from.x + 40, from.y + 40);
    await page.mouse.down();
  };
  const over = async (to: string) => {
    const region = await page.getByRole("region", { name: to }).boundingBox();
    if (!region) throw new Error("the column isn't there");
    for (const y of [90, 100]) await page.mouse.move(region.x + region.width / 2, region.y + y);
  };
  await take();
  await over("Contingent");
  await offer.waitFor();
  await over("Closed"); // no open escrow closes at once
  await expect.poll(() => offer.count()).toBe(0);
  await page.mouse.up();
  await column("Open").getByRole("listitem", { name: title, exact: true }).waitFor();
  await take();
  await over("Contingent");
  await offer.waitFor();
  await page.mouse.up();
  await column("Contingent").getByRole("listitem", { name: title, exact: true }).waitFor();
  await page.getByRole("status").getByText(`${title} moved to Contingent`).waitFor();
  await context.close();
});

test("two clients who are one: values are taken over, the other is archived, and comes back by Undo", async () => {
  const { accessToken } = await server.signIn("agent1@demo.test");
  const make = (fields: object) =>
    server.post<{ id: string }>("/clients", accessToken, {
      fields: { FirstName: "Dora", LastName: "Double", ContactStatus: "Active", ContactType: ["Buyer"], ...fields },
      visibility: "team",
    });
  const phone = [{ id: "tel-1", number: "+1-916-555-0177", preferred: true, type: "mobile" }];
  const kept = await make({ TEL: phone, Email: ["dora@example.com"] });
  const other = await make({
    TEL: phone,
    Email: ["dora@example.com", "d.double@example.com"],
    LeadSource: "Sign call",
  });
  const { context, page } = await visitor(browser, `${server.url}/clients/${kept.id}`, "agent1@demo.test");
  const same = page.getByRole("list", { name: "May be the same" });
  await same.getByRole("button", { name: "Compare with Dora Double" }).click();
  const dialog = page.getByRole("dialog", { name: "Side by side" });
  const row = (name: string) => dialog.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
  await row("Lead source").getByText("Sign call").waitFor();
  await dialog.getByRole("button", { name: "Take Lead source" }).click();
  await row("Lead source").waitFor({ state: "detached" }); // they differ no longer
  await dialog.getByRole("button", { name: "Take Email" }).click();
  await row("Email").waitFor({ state: "detached" });
  await dialog.getByRole("button", { name: "Archive the other one" }).click();
  await same.waitFor({ state: "detached" });
  const archived = () =>
    server.get<{ archivedAt: string | null }>(`/clients/${other.id}`, accessToken).then(({ archivedAt }) => archivedAt);
  expect(await archived()).toBeTruthy();
  expect(await value(page, "Lead source")).toBe("Sign call");
  await page.getByRole("button", { name: "Undo" }).last().click();
  await same.getByRole("button", { name: "Compare with Dora Double" }).waitFor();
  expect(await archived()).toBeNull();
  const { fields } = await server.get<{ fields: { Email: string[] } }>(`/clients/${kept.id}`, accessToken);
  expect(fields.Email).toEqual(["dora@example.com", "d.double@example.com"]);
  await context.close();
});

test("a team lead gives a record to a colleague, who is told of it", async () => {
  const { escrow, accessToken } = await anEscrow(server, 2);
  const { user: abe } = await server.signIn("agent2@demo.test");
  const heir = await visitor(browser, server.url, "agent2@demo.test");
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "lead@demo.test");
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Owner and visibility" }).click();
  const dialog = page.getByRole("dialog", { name: "Owner of the escrow" });
  await dialog.getByRole("combobox", { name: "Owner" }).fill("Abe");
  await page.getByRole("option", { name: "Abe Agent" }).click();
  await dialog.getByText("The private fields go to the new owner with it.").waitFor();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("Gave the escrow away").waitFor();
  type Owned = { owner: string; visibility: string };
  const { owner, visibility } = await server.get<Owned>(`/escrows/${escrow.id}`, accessToken);
  expect({ owner, visibility }).toEqual({ owner: abe.id, visibility: "team" });
  await goTo(heir.page, "Inbox");
  await heir.page.getByRole("list", { name: "Notifications" }).getByText(/^Leo/).first().waitFor();
  await heir.context.close();
  await context.close();
});

/** What a page plays and shows on the desktop, as its stand-ins tell. */
type Told = { chimes: number; desktop: string[] };

/** Puts stand-ins in the place of what a browser without a desktop has not, on a page that nobody looks at. */
function recordTelling(): void {
  const told: Told = { chimes: 0, desktop: [] };
  Object.assign(globalThis, { told });
  Object.defineProperty(document, "hidden", { get: () => true });
  Object.assign(globalThis, {
    AudioContext: class {
      constructor() {
        told.chimes++;
        throw new Error("there are no loudspeakers");
      }
    },
    Notification: class {
      static permission = "granted";
      constructor(title: string) {
        told.desktop.push(title);
      }
    },
  });
}

test("@ mentions a colleague, who is told as they chose, and in quiet hours by the inbox alone", async () => {
  const { escrow } = await anEscrow(server, 3);
  const address = String(escrow.fields.propertyAddress);
  const context = await browser.newContext({ serviceWorkers: "block" });
  await context.addInitScript(recordTelling);
  const theirs = await context.newPage();
  await device(
    browser,
    `${server.url}/settings/notifications`,
    "agent2@demo.test",
    { serviceWorkers: "block" },
    theirs,
  );
  for (const way of ["desktop", "sound"]) {
    await theirs.getByRole("checkbox", { name: `Someone mentions me: ${way}` }).check();
  }
  const told = () => theirs.evaluate(() => (globalThis as unknown as { told: Told }).told);

  const { context: own, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  const note = page.getByRole("textbox", { name: "New note" });
  const offered = page.getByRole("listbox", { name: "Colleagues" }).getByRole("option");
  await note.click();
  await page.keyboard.type("Ask @a");
  await expect.poll(() => offered.allTextContents()).toContain("Abe Agent");
  const names = await offered.allTextContents();
  for (let step = 0; step < names.indexOf("Abe Agent") + names.length; step++) await page.keyboard.press("ArrowDown");
  await expect.poll(() => offered.and(page.locator("[aria-selected=true]")).textContent()).toBe("Abe Agent");
  await page.keyboard.press("Enter");
  await page.keyboard.type("about the roof");
  expect(await note.inputValue()).toBe("Ask @Abe Agent about the roof");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("article", { name: "Note by You" }).getByText("@Abe Agent").waitFor();

  const words = `Ana Agent mentioned you in a note on ${address}`;
  await expect.poll(told).toEqual({ chimes: 1, desktop: [words] });
  await theirs.getByRole("status").getByText(words).waitFor();
  await theirs.getByRole("switch", { name: /during these hours/ }).check({ force: true }); // its label lies above it
  const hour = await theirs.evaluate(() => new Date().getHours());
  const clock = (hours: number) => `${String((hours + 24) % 24).padStart(2, "0")}:00`;
  await theirs.getByLabel("From", { exact: true }).fill(clock(hour - 1));
  await theirs.getByLabel("To", { exact: true }).fill(clock(hour + 2));
  await note.fill("And @Abe Agent about the drains");
  await page.keyboard.press("Control+Enter");
  await goTo(theirs, "Inbox");
  const inbox = theirs.getByRole("list", { name: "Notifications" }).getByRole("listitem");
  await expect.poll(() => inbox.filter({ hasText: "mentioned you" }).count()).toBe(2);
  expect(await told()).toEqual({ chimes: 1, desktop: [words] });
  await inbox.first().getByRole("link").click();
  await field(theirs, "Purchase price").waitFor();
  expect(new URL(theirs.url()).pathname).toBe(`/escrows/${escrow.id}`);
  await own.close();
  await context.close();
});
