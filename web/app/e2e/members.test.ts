import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { browser, device, serving, visitor } from "./browser";
import { Server } from "./server";

// What a poll answers that is ended, or that begins a moment later; and a name that a team has.
const server = serving(new Server(), /409 \(Conflict\)|410 \(Gone\)|^viewer@demo\.test: .*401 \(Unauthorized\)/);

/** How many records of each type somebody owns, as the broker sees it. */
async function owned(user: string): Promise<number[]> {
  const { accessToken } = await server.signIn("broker@demo.test");
  const total = async (plural: string) =>
    (await server.get<{ total: number }>(`/${plural}?filter[owner]=${user}&limit=1`, accessToken)).total;
  return Promise.all(["escrows", "listings", "clients", "leads"].map(total));
}

const member = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name });

test("the open records of a member who leaves are given to a colleague in one step, and back by Undo", async () => {
  const [ana, abe] = await Promise.all([server.signIn("agent1@demo.test"), server.signIn("agent2@demo.test")]);
  const before = await owned(ana.user.id);
  expect(Math.min(...before)).toBeGreaterThan(0);
  const { items } = await server.get<{ items: { id: string }[] }>("/escrows?limit=1", ana.accessToken);
  const escrow = items[0]?.id;

  const { context, page } = await visitor(browser, `${server.url}/settings/members`, "broker@demo.test");
  await page.getByRole("button", { name: "Disable Ana Agent" }).click();
  const dialog = page.getByRole("dialog", { name: "Open records of Ana Agent" });
  await dialog.getByText(`Ana Agent owns ${before[0]} escrows, ${before[1]} listings`).waitFor();
  const give = dialog.getByRole("button", { name: "Give and disable" });
  expect(await give.isDisabled()).toBe(true); // nobody is chosen
  await dialog.getByRole("combobox", { name: "Give them to" }).click();
  for (const name of ["Ana Agent", "Vic Viewer"]) {
    expect(await page.getByRole("option", { name, exact: true }).count()).toBe(0); // who may own none of them
  }
  await page.getByRole("option", { name: "Abe Agent" }).click();
  await give.click();
  const told = page.getByRole("status").filter({ hasText: "Ana Agent is disabled, records given to Abe Agent: " });
  await told.waitFor();
  await member(page, "agent1@demo.test").getByText("Disabled").waitFor();
  expect(await owned(ana.user.id)).toEqual([0, 0, 0, 0]);
  expect(await owned(abe.user.id)).toEqual(before);
  const record = await server.get<{ private?: object }>(`/escrows/${escrow}`, abe.accessToken);
  expect(record.private).toHaveProperty("commission"); // the private half goes with a record
  await expect(server.signIn("agent1@demo.test")).rejects.toThrow("401");

  await told.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("status").filter({ hasText: "Ana Agent is enabled, records given back: " }).waitFor();
  expect(await owned(ana.user.id)).toEqual(before);
  await server.signIn("agent1@demo.test");
  const foreign = await server.get<{ private?: object }>(`/escrows/${escrow}`, abe.accessToken);
  expect(foreign.private).toBeUndefined();

  // Who left without a heir keeps the records, and they can be given away later.
  await page.getByRole("button", { name: "Disable Ana Agent" }).click();
  await dialog.getByRole("button", { name: "Only disable" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await owned(ana.user.id)).toEqual(before);
  await page.getByRole("button", { name: "Give away the records of Ana Agent" }).click();
  await dialog.getByRole("combobox", { name: "Give them to" }).fill("Leo");
  await page.getByRole("option", { name: "Leo Lead" }).click();
  await dialog.getByRole("button", { name: "Give", exact: true }).click();
  await page.getByRole("status").filter({ hasText: "records given to Leo Lead: " }).first().waitFor();
  expect(await owned(ana.user.id)).toEqual([0, 0, 0, 0]);
  await page.getByRole("button", { name: "Give away the records of Ana Agent" }).waitFor({ state: "detached" });
  await context.close();
});

test("a broker sees who is connected and how, and signs a device out", async () => {
  const stuck = await browser.newContext();
  await stuck.addInitScript(() => {
    globalThis.WebSocket = class {
      onclose?: (event: { code: number; reason: string }) => void;
      constructor() {
        setTimeout(() => this.onclose?.({ code: 1006, reason: "" }), 10); // a network that lets none through
      }
      close() {}
    } as unknown as typeof WebSocket;
  });
  const lead = await visitor(browser, server.url, "lead@demo.test");
  const their = await stuck.newPage();
  const viewer = await device(browser, server.url, "viewer@demo.test", { serviceWorkers: "block" }, their);
  const { context, page } = await visitor(browser, `${server.url}/monitoring`, "broker@demo.test");
  const table = page.getByRole("region", { name: "Connections of the brokerage" }).getByRole("table");
  const row = (name: string) => table.getByRole("row").filter({ hasText: name });
  await row("Leo Lead").getByText("WebSocket").waitFor();
  await row("Vic Viewer").getByText("HTTP only").waitFor();
  await row("Bea Broker").getByText("This one").waitFor();
  expect(await row("Bea Broker").getByRole("button").count()).toBe(0);

  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.accept();
  });
  for (const [name, { page: theirs }] of [["Leo Lead", lead] as const, ["Vic Viewer", viewer] as const]) {
    await row(name)
      .getByRole("button", { name: `Revoke ${name}` })
      .click();
    await theirs.getByText("This device was signed out from elsewhere.").waitFor();
    await row(name).waitFor({ state: "detached" });
    expect(asked.pop()).toMatch(new RegExp(`^Sign out ${name}'s .* what it has not sent is lost.$`));
  }
  for (const one of [lead.context, viewer.context, context]) await one.close();
});

test("a team is made, given a member, named once alone, and removed", async () => {
  const { context, page } = await visitor(browser, `${server.url}/settings/members`, "broker@demo.test");
  const teams = page.getByRole("region", { name: "Teams" });
  const name = teams.getByLabel("New team");
  const add = teams.getByRole("button", { name: "Add the team" });
  await name.fill("Harbor");
  await add.click();
  await expect.poll(() => name.getAttribute("aria-invalid")).toBe("true"); // there is one of that name
  await name.fill("Island");
  await add.click();
  const island = teams.getByRole("listitem").filter({ hasText: "Island" });
  await island.getByText("0 members").waitFor();
  expect(await name.inputValue()).toBe("");

  await page.getByRole("combobox", { name: "Teams of Ada Agent" }).press("ArrowDown");
  await page.getByRole("option", { name: "Island" }).click();
  await island.getByText("1 member", { exact: true }).waitFor();
  const ada = await server.signIn("agent3@demo.test");
  expect((await server.get<{ teams: string[] }>("/me", ada.accessToken)).teams).toHaveLength(2);

  page.on("dialog", (dialog) => void dialog.accept());
  await teams.getByRole("button", { name: "Remove the team Island" }).click();
  await island.waitFor({ state: "detached" });
  await context.close();
});
