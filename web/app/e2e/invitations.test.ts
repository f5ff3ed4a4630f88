import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { badge, browser, goTo, serving, visitor } from "./browser";
import { allReadable } from "./readable";
import { Server } from "./server";

const calm = { reducedMotion: "reduce" } as const;
const server = serving(new Server(), /40[049] \(/); // what the tests have the server refuse

/** Invites an address on the page of members, and gives the link that is shown. */
async function invite(page: Page, email: string, team?: string): Promise<string> {
  const section = page.getByRole("region", { name: "Invite a member" });
  await section.getByLabel("Email").fill(email);
  if (team) {
    await section.getByRole("combobox", { name: "Teams" }).click();
    await page.getByRole("option", { name: team }).click();
    await page.keyboard.press("Escape");
  }
  await section.getByRole("button", { name: "Invite" }).click();
  return shownLink(page, email);
}

/** The link that is shown for an address. */
async function shownLink(page: Page, email: string): Promise<string> {
  const shown = page.getByRole("status").filter({ hasText: `send it to ${email} yourself` });
  return (await shown.locator("code").textContent()) ?? "";
}

const open = (page: Page, email: string) =>
  page.getByRole("region", { name: "Invitations" }).getByRole("listitem").filter({ hasText: email });

const heading = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 }).waitFor();

/** A device of somebody who opens a link. */
async function guest(link: string): Promise<Page> {
  const page = await (await browser.newContext({ ...calm, serviceWorkers: "block" })).newPage();
  await page.goto(link);
  return page;
}

test("a broker invites somebody, who sets a password by the link and works with what their role may see", async () => {
  const broker = await visitor(browser, `${server.url}/settings/members`, "broker@demo.test");
  const link = await invite(broker.page, "nia@demo.test", "Harbor");
  expect(link).toMatch(/\/invite#rki_[\w-]{43}$/);
  await open(broker.page, "nia@demo.test").getByText("Harbor. Invited by Bea Broker, good until").waitFor();

  const page = await guest(link);
  await heading(page, "Join Demo Realty");
  await page.getByText("Bea Broker invites you to join Demo Realty as an agent.").waitFor();
  const address = page.getByLabel("Email");
  expect(await address.inputValue()).toBe("nia@demo.test");
  expect(await address.isEditable()).toBe(false);
  await page.getByLabel("Your name").fill("   ");
  await page.getByLabel("Password", { exact: true }).fill("a long password");
  await page.getByRole("button", { name: "Join" }).click();
  await expect.poll(() => page.getByLabel("Your name").getAttribute("aria-invalid")).toBe("true");
  await page.getByLabel("Your name").fill("Nia New");
  await page.getByRole("button", { name: "Join" }).click();
  await badge(page).getByText("Connected").waitFor();
  expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe("/");
  await goTo(page, "Clients");
  const { accessToken } = await server.signIn("agent1@demo.test"); // of the same team
  const { total } = await server.get<{ total: number }>("/clients?filter[visibility]=team&limit=1", accessToken);
  expect(total).toBeGreaterThan(0);
  await page
    .getByRole("grid", { name: /clients/i })
    .locator("a[href]")
    .first()
    .waitFor();

  await broker.page.reload();
  await broker.page.getByRole("listitem").filter({ hasText: "Nia New" }).getByText("nia@demo.test").waitFor();
  expect(await open(broker.page, "nia@demo.test").count()).toBe(0);
  await page.goBack(); // the secret is not in the history
  expect(page.url()).not.toContain("rki_");
  const late = await guest(link);
  await heading(late, "This invitation can't be used");
  for (const { context } of [broker]) await context.close();
});

test("a link that was withdrawn or replaced says so, and who is signed in as somebody else may sign out", async () => {
  const { context, page } = await visitor(browser, `${server.url}/settings/members`, "broker@demo.test");
  const withdrawn = await invite(page, "oma@demo.test");
  const reader = await guest(withdrawn);
  await heading(reader, "Join Demo Realty");
  await page.getByRole("button", { name: "Withdraw the invitation of oma@demo.test" }).click();
  await page.getByRole("status").filter({ hasText: "The invitation of oma@demo.test is withdrawn." }).waitFor();
  expect(await page.getByText("send it to oma@demo.test yourself").count()).toBe(0);
  await reader.getByLabel("Your name").fill("Oma");
  await reader.getByLabel("Password", { exact: true }).fill("a long password");
  await reader.getByRole("button", { name: "Join" }).click();
  await heading(reader, "This invitation can't be used");
  await reader.getByText("It was used or withdrawn").waitFor();
  await reader.getByRole("button", { name: "Sign in" }).click();
  await heading(reader, "Sign in");

  const first = await invite(page, "pia@demo.test");
  const section = page.getByRole("region", { name: "Invite a member" });
  await section.getByLabel("Email").fill("pia@demo.test");
  await section.getByRole("button", { name: "Invite" }).click();
  await section.getByText("Is invited already").waitFor(); // at its field
  expect(await section.getByLabel("Email").getAttribute("aria-invalid")).toBe("true");
  await page.getByRole("button", { name: "New link for pia@demo.test" }).click();
  await expect.poll(() => shownLink(page, "pia@demo.test")).not.toBe(first);
  const second = await shownLink(page, "pia@demo.test");
  await heading(await guest(first), "This invitation can't be used");

  const other = await visitor(browser, server.url, "agent2@demo.test");
  await other.page.goto(second);
  await heading(other.page, "You are signed in as Abe Agent");
  await other.page.getByText("This link invites pia@demo.test to Demo Realty.").waitFor();
  await other.page.getByRole("button", { name: "Sign out and accept" }).click();
  await heading(other.page, "Join Demo Realty");
  await other.page.getByLabel("Your name").fill("Pia");
  await other.page.getByLabel("Password", { exact: true }).fill("a long password");
  await other.page.getByRole("button", { name: "Join" }).click();
  await badge(other.page).getByText("Connected").waitFor();
  await other.page.getByRole("button", { name: "Settings and more" }).click();
  await other.page.getByText("Pia").first().waitFor();
  await Promise.all([context.close(), other.context.close()]);
});

test("the page of a link, and that of members, can be read by all: light, dark, narrow and zoomed", async () => {
  const { context, page } = await visitor(browser, `${server.url}/settings/members`, "broker@demo.test", calm);
  const link = await invite(page, "rea@demo.test", "Valley");
  const shown = () => open(page, "rea@demo.test").waitFor();
  await allReadable(page, [{ what: "members", show: shown }]);
  const door = await guest(link);
  await allReadable(door, [{ what: "an invitation", whole: true, show: () => heading(door, "Join Demo Realty") }]);
  await door.goto(`${server.url}/invite`);
  await door.reload();
  await allReadable(door, [
    { what: "no link", whole: true, show: () => heading(door, "This invitation can't be used") },
  ]);
  await context.close();
});
