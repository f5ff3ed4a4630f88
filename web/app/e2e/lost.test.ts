import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { badge, browser, device, field, goTo, leave, serving, set, signIn, visitor } from "./browser";
import { anEscrow, Server } from "./server";

// A device that was lost, one that the next person uses, and what a brokerage sets for its escrows.

const server = serving(new Server(), /status of 40[01]/);

/** The databases and texts of an account that are on the device. */
const copies = (page: Page, user: string) =>
  page.evaluate(async (user) => {
    const databases = (await indexedDB.databases()).map(({ name }) => name ?? "");
    const counts = databases
      .filter((name) => name.endsWith(user))
      .map(async (name) => {
        const database = await new Promise<IDBDatabase>((resolve) => {
          const request = indexedDB.open(name);
          request.onsuccess = () => resolve(request.result);
        });
        const all = [...database.objectStoreNames].map(
          (store) =>
            new Promise<number>((resolve) => {
              const request = database.transaction(store).objectStore(store).count();
              request.onsuccess = () => resolve(request.result);
            }),
        );
        const sum = (await Promise.all(all)).reduce((one, other) => one + other, 0);
        database.close();
        return sum;
      });
    const held = (await Promise.all(counts)).reduce((one, other) => one + other, 0);
    return held + Object.keys(localStorage).filter((key) => key.includes(user) || key === "roomkey/user").length;
  }, user);

test("a phone that is signed out from elsewhere deletes what it holds and what is unsent, and says why", async () => {
  const { escrow } = await anEscrow(server, 0);
  const phone = await device(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test");
  const { user } = await server.signIn("agent1@demo.test");
  await field(phone.page, "Purchase price").waitFor();
  await phone.context.setOffline(true);
  await set(phone.page, "Purchase price", "444000");
  await expect.poll(() => badge(phone.page).textContent()).toContain("1 edit waiting");

  const desk = await device(browser, `${server.url}/settings/devices`, "agent1@demo.test");
  desk.page.on("dialog", (dialog) => void dialog.accept());
  await desk.page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await desk.page.getByText("Every other device is signed out.").waitFor();
  expect(await copies(phone.page, user.id)).toBeGreaterThan(0);

  await phone.context.setOffline(false);
  const why = phone.page.getByRole("status").filter({ hasText: "This device was signed out from elsewhere." });
  await why.waitFor({ timeout: 40_000 });
  expect(await why.textContent()).toContain("1 edit that had not been sent was deleted too.");
  await phone.page.getByLabel("Email").waitFor();
  expect(await copies(phone.page, user.id)).toBe(0);
  await phone.page.reload();
  await phone.page.getByLabel("Email").waitFor(); // nothing is left that would let anybody in
  await expect.poll(() => badge(desk.page).textContent()).toBe("Connected"); // the device that did it goes on
  await phone.context.close();
  await desk.context.close();
});

test("what one user has set of the look is not the next one's", async () => {
  const { context, page } = await device(browser, `${server.url}/settings/profile`, "lead@demo.test");
  await page.getByRole("radiogroup", { name: "Theme" }).getByText("Dark").click();
  await page.getByRole("radiogroup", { name: "Text and rows" }).getByText("Large").click();
  const look = () => page.evaluate(() => ({ ...document.documentElement.dataset }));
  await expect.poll(look).toMatchObject({ mantineColorScheme: "dark", density: "large" });
  const { accessToken } = await server.signIn("lead@demo.test");
  const sent = async () => JSON.stringify(await server.get("/preferences", accessToken));
  await expect.poll(sent).toContain('"large"');
  await expect.poll(sent).toContain('"dark"');
  await leave(page);
  await page.getByLabel("Email").waitFor();
  await expect.poll(look).toMatchObject({ mantineColorScheme: "light", density: "comfortable" });
  await signIn(page, "agent2@demo.test");
  await badge(page).waitFor();
  await expect.poll(look).toMatchObject({ mantineColorScheme: "light", density: "comfortable" });
  await leave(page);
  await signIn(page, "lead@demo.test"); // theirs follows them
  await expect.poll(look).toMatchObject({ mantineColorScheme: "dark", density: "large" });
  await context.close();
});

test("a broker sets the days of escrows, and an agent's new escrow has them, without a connection too", async () => {
  const agent = await device(browser, server.url, "agent2@demo.test");
  const broker = await visitor(browser, `${server.url}/settings/escrow-days`, "broker@demo.test");
  const save = broker.page.getByRole("button", { name: "Save the days" });
  await broker.page.getByLabel("Loan").fill("4oo");
  await broker.page.getByText("A whole number of days, such as 17").waitFor();
  expect(await save.isDisabled()).toBe(true);
  await broker.page.getByLabel("Loan").fill("25");
  await broker.page.getByLabel("Appraisal").fill("0");
  await save.click();
  await broker.page.getByText("New escrows are due by these days.").waitFor();
  const kept = () => agent.page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
  await expect.poll(kept).toContain('\\"loan\\":25');
  await broker.context.close();

  await agent.context.setOffline(true);
  await goTo(agent.page, "Escrows");
  await agent.page.keyboard.press("c");
  const form = agent.page.getByRole("dialog");
  await form.getByRole("textbox", { name: "Property address" }).fill("9 Sunday Lane");
  await form.getByRole("combobox", { name: "Side" }).click();
  await agent.page.getByRole("option", { name: "Buyer", exact: true }).click();
  await form.getByRole("textbox", { name: "Purchase price" }).fill("500k");
  await form.getByRole("textbox", { name: "Acceptance date" }).fill("11/25/2026");
  await form.getByRole("textbox", { name: "Close of escrow date" }).fill("1/15/2027");
  await form.getByRole("button", { name: "Create escrow" }).click();
  const contingency = (name: string) => agent.page.getByRole("listitem", { name, exact: true });
  await contingency("Loan").getByText("Dec 20").first().waitFor();
  await contingency("Investigation").getByText("Dec 12").first().waitFor();
  expect(await contingency("Appraisal").count()).toBe(0);
  expect(await field(agent.page, "Due").first().textContent()).toContain("Dec 1"); // three business days, Thanksgiving
  await agent.context.close();
});
