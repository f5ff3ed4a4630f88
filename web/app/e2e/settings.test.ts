import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { badge, browser, device, field, goTo, leave, serving, set, visitor } from "./browser";
import { askingPlugin } from "./plugin";
import { anEscrow, Server } from "./server";

// What people set for themselves, and what a broker looks after. Members are tried by members.test.ts.

// A package without a signature is refused, and whoever was signed out is told so.
const server = serving(new Server(), /status of 40[013]/);

const told = (page: Page, words: string | RegExp) => page.getByRole("status").getByText(words).first().waitFor();

test("one's name is changed: in the menu at once, after a reload, and before colleagues; none is no name", async () => {
  const { context, page } = await visitor(browser, `${server.url}/settings/profile`, "agent2@demo.test");
  const name = page.getByLabel("Name", { exact: true });
  const save = page.getByRole("button", { name: "Save the name" });
  expect(await save.isDisabled()).toBe(true); // nothing was changed
  await name.fill("  ");
  await page.getByText("A name is needed").waitFor();
  expect(await save.isDisabled()).toBe(true);
  await name.fill("Abel Ångström");
  await save.click();
  await told(page, "Your name was changed.");
  const menu = page.getByRole("button", { name: "Settings and more" });
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect.poll(() => menu.textContent()).toContain("Abel Ångström");
    expect(await name.inputValue()).toBe("Abel Ångström");
  }
  const { accessToken } = await server.signIn("agent2@demo.test");
  expect((await server.get<{ name: string }>("/me", accessToken)).name).toBe("Abel Ångström");
  const broker = await visitor(browser, `${server.url}/settings/members`, "broker@demo.test");
  await broker.page.getByText("Abel Ångström").first().waitFor();
  await broker.context.close();
  await name.fill("Abe Agent");
  await save.click();
  await expect.poll(() => menu.textContent()).toContain("Abe Agent");
  await context.close();
});

test("what is set without a connection is there after a reload, and on one's other device later", async () => {
  const { context, page } = await device(browser, `${server.url}/settings/profile`, "lead@demo.test");
  const other = await visitor(browser, server.url, "lead@demo.test");
  const isDark = (at: Page) => at.locator("html[data-mantine-color-scheme=dark][data-density=large]").waitFor();
  await context.setOffline(true);
  await expect.poll(() => badge(page).textContent()).toMatch(/^(Offline|Reconnecting)/);
  await page.getByRole("radiogroup", { name: "Theme" }).getByText("Dark").click();
  await page.getByRole("radiogroup", { name: "Text and rows" }).getByText("Large").click();
  await isDark(page);
  await page.reload();
  await isDark(page);
  await context.setOffline(false);
  await expect.poll(() => badge(page).textContent(), { timeout: 40_000 }).toBe("Connected");
  await isDark(other.page);
  await isDark(page); // the server's older values have not come over it
  await other.context.close();
  await context.close();
});

test("who signs out is asked first if edits would be lost", async () => {
  const { escrow } = await anEscrow(server, 0);
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  await field(page, "Purchase price").waitFor();
  await context.setOffline(true);
  await set(page, "Purchase price", "444000");
  await expect.poll(() => badge(page).textContent()).toContain("1 edit waiting");
  const asked: string[] = [];
  page.once("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  await leave(page);
  expect(asked).toEqual(["1 edit has not been sent. Sign out and lose what was not sent?"]);
  await expect.poll(() => badge(page).textContent()).toContain("1 edit waiting");
  await context.setOffline(false);
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await leave(page); // nobody is asked
  await page.getByLabel("Email").waitFor();
  await context.close();
});

test("a personal token is shown once and works; a broker revokes it and a sign-in, and the log tells so", async () => {
  const { context, page } = await visitor(browser, `${server.url}/settings/tokens`, "agent3@demo.test");
  await page.getByText("You have no personal tokens.").waitFor();
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("  ");
  await page.getByRole("button", { name: "Make a token" }).click();
  await expect.poll(() => name.getAttribute("aria-invalid")).toBe("true"); // a name of spaces is none
  await name.fill("Nightly export");
  await page.getByRole("button", { name: "Make a token" }).click();
  const once = page.getByRole("status").filter({ hasText: "it is shown once" });
  const token = (await once.locator("code").textContent()) ?? "";
  await page.getByText(/^Never used, good until /).waitFor();
  expect((await server.get<{ email: string }>("/me", token)).email).toBe("agent3@demo.test");
  await expect(server.post("/leads", token, { fields: {} })).rejects.toThrow("403"); // it may only read
  await page.reload();
  await page.getByText(/^Last used /).waitFor();
  expect(await page.content()).not.toContain(token);

  const broker = await visitor(browser, `${server.url}/settings/access`, "broker@demo.test");
  await broker.page.getByText("Ada Agent's, last used").waitFor();
  await broker.page.getByRole("button", { name: "Revoke Nightly export of Ada Agent" }).click();
  await told(broker.page, "Nightly export is revoked.");
  await broker.page.getByText("Nobody has a personal token.").waitFor();
  await expect(server.get("/me", token)).rejects.toThrow("401");
  const signOut = broker.page.getByRole("button", { name: /^Sign out Ada Agent, / });
  broker.page.on("dialog", (dialog) => void dialog.accept());
  for (let left = await signOut.count(); left > 0; left--) {
    await signOut.first().click();
    await expect.poll(() => signOut.count()).toBe(left - 1);
  }
  await page.getByText("This device was signed out from elsewhere.").waitFor();

  await broker.page.goto(`${server.url}/settings/audit`);
  const events = broker.page.getByRole("region", { name: "Events" }).getByRole("row");
  await events.filter({ hasText: "Bea Broker" }).first().waitFor();
  await broker.page.getByRole("combobox", { name: "By" }).fill("Ada");
  await broker.page.getByRole("option", { name: "Ada Agent" }).click();
  await expect.poll(() => events.filter({ hasText: "Bea Broker" }).count()).toBe(0);
  await events.filter({ hasText: "Ada Agent" }).first().waitFor();
  await broker.context.close();
  await context.close();
});

test("the address of one's calendar is made, renewed and turned off", async () => {
  const { context, page } = await visitor(browser, `${server.url}/settings/calendar`, "agent1@demo.test");
  const field = page.getByLabel("Address");
  await page.getByRole("button", { name: "Turn on" }).click();
  const first = await field.inputValue();
  const feed = await fetch(first);
  expect(feed.headers.get("Content-Type")).toMatch(/^text\/calendar/);
  expect(await feed.text()).toContain("SUMMARY:Buyer consult 0");
  await page.getByRole("button", { name: "New address" }).click();
  await expect.poll(() => field.inputValue()).not.toBe(first);
  expect((await fetch(first)).status).toBe(404);
  const second = await field.inputValue();
  expect((await fetch(second)).status).toBe(200);
  await page.getByRole("button", { name: "Turn off" }).click();
  await page.getByRole("button", { name: "Turn on" }).waitFor();
  expect((await fetch(second)).status).toBe(404);
  await context.close();
});

test("a plugin is installed once a broker has read in words what it may do, limited, and removed", async () => {
  const { context, page } = await visitor(browser, `${server.url}/settings/plugins`, "broker@demo.test");
  const file = {
    name: "asking.zip",
    mimeType: "application/zip",
    buffer: Buffer.from(await askingPlugin().arrayBuffer()),
  };
  await page.locator("input[type=file]").setInputFiles(file);
  await page
    .getByRole("alert")
    .getByText(/signed/)
    .first()
    .waitFor(); // it has no signature
  await page.getByRole("checkbox", { name: "Also install packages that nobody has signed" }).check();
  await page.locator("input[type=file]").setInputFiles(file);
  const grants = page.getByRole("dialog", { name: "What “Ask for much” may do" });
  await grants.getByRole("checkbox", { name: "Read the private fields of clients" }).uncheck();
  await grants.getByRole("checkbox", { name: "Read leads" }).check();
  await grants.getByRole("button", { name: "Allow what is checked" }).click();
  await told(page, "What e2e.asking may do was changed.");
  const { accessToken } = await server.signIn("broker@demo.test");
  type Plugin = { id: string; granted: Record<string, unknown> };
  const { items } = await server.get<{ items: Plugin[] }>("/plugins", accessToken);
  const granted = items.find(({ id }) => id === "e2e.asking")?.granted;
  expect(granted?.["records.read"]).toEqual(["lead"]);
  page.once("dialog", (dialog) => void dialog.accept());
  await page.getByRole("button", { name: "Remove e2e.asking" }).click();
  await told(page, "e2e.asking was removed.");
  await expect.poll(() => page.getByText("Ask for much").count()).toBe(0);
  await context.close();
});

test("a report is read by people and saved for spreadsheets, and more of the activity is shown if asked", async () => {
  const { context, page } = await visitor(browser, `${server.url}/reports/pipeline`, "broker@demo.test");
  const table = page.getByRole("table", { name: "All records that are not archived, by status" });
  await table.getByText("$").first().waitFor();
  for (const [label, file] of [
    ["Pipeline", "pipeline.csv"],
    ["Source to close", "sources.csv"],
    ["Response time", "responses.csv"],
    ["GCI", "gci.csv"],
    ["Forecast", "forecast.csv"],
  ] as const) {
    await page.getByRole("navigation", { name: "Reports" }).getByRole("link", { name: label }).click();
    await page.locator(`a[aria-current=page][href$="/${file.replace(".csv", "")}"]`).waitFor();
    const [saved] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe(file);
    expect(readFileSync(await saved.path(), "utf8").split("\n")[0], file).toMatch(/^\ufeff?\w+,\w+/);
  }

  const { escrow, accessToken: ana } = await anEscrow(server, 1);
  const { accessToken: abe } = await server.signIn("agent2@demo.test");
  for (let note = 0; note < 24; note++) {
    const body = { body: `Note ${note}`, mentions: [] }; // by turns: what one does in a row is one line
    await server.post(`/escrows/${escrow.id}/notes`, note % 2 ? abe : ana, body);
  }
  await goTo(page, "Home");
  const activity = page.getByRole("region", { name: "Activity" });
  const lines = activity.getByRole("listitem");
  await lines.first().waitFor();
  const before = await lines.count();
  expect(before).toBeLessThanOrEqual(20);
  await activity.getByRole("button", { name: "Show more" }).click();
  await expect.poll(() => lines.count()).toBeGreaterThan(before);
  await context.close();
});
