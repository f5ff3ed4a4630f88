import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { badge, browser, device, field, leave, serving, signIn, visitor } from "./browser";
import { anEscrow, Server } from "./server";

const server = serving(new Server(), /status of 40[01]/); // wrong passwords

const title = (page: Page) => page.getByRole("heading", { level: 1 });

test("one signs in by the form, which says what is wrong, and out by one's own menu", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.url}/leads`);
  await signIn(page, "agent1@demo.test", "another-password");
  await page
    .getByRole("alert")
    .getByText(/password/)
    .waitFor();
  await signIn(page, "agent1@demo.test");
  await title(page).filter({ hasText: "Leads" }).waitFor(); // where one was going
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await page.reload();
  await title(page).filter({ hasText: "Leads" }).waitFor();
  await leave(page);
  await page.getByLabel("Email").waitFor();
  await page.reload();
  await page.getByLabel("Email").waitFor();
  await context.close();
});

test("by keys alone: go to a list, find a record, list the keys, turn the letters off", async () => {
  const { escrow } = await anEscrow(server, 0);
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  await page.getByRole("heading", { name: /^Good / }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await title(page).filter({ hasText: "Listings" }).waitFor();
  expect(await page.title()).toBe("Listings · Roomkey");

  await page.keyboard.press("Control+k");
  const box = page.getByRole("combobox", { name: "Search or do anything" });
  await box.fill(String(escrow.fields.escrowNumber));
  await page.getByRole("option", { name: String(escrow.fields.escrowNumber) }).waitFor();
  expect(await page.getByRole("option", { selected: true }).count()).toBe(1);
  await box.fill("");
  await box.evaluate((box: HTMLInputElement, typed) => {
    document.execCommand("insertText", false, typed);
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })); // before anything is drawn
  }, String(escrow.fields.escrowNumber));
  await page.waitForURL(`**/escrows/${escrow.id}`);

  await page.keyboard.press("Control+k");
  await box.fill("go to lead");
  await box.press("Enter");
  await title(page).filter({ hasText: "Leads" }).waitFor();

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await help.getByText("Go to Escrows").waitFor();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });

  await page.goto(`${server.url}/settings/profile`);
  await page.getByRole("switch", { name: "Shortcuts of single letters" }).setChecked(false, { force: true });
  await title(page).click();
  await page.keyboard.press("g");
  await page.keyboard.press("e");
  await page.keyboard.press("Control+k"); // a chord still works
  await box.waitFor();
  await page.keyboard.press("Escape");
  expect(new URL(page.url()).pathname).toBe("/settings/profile");
  await context.close();
});

test("the theme and the density hold after a reload", async () => {
  // Both follow their user, so this one is in no other test.
  const { context, page } = await visitor(browser, `${server.url}/settings/profile`, "lead@demo.test");
  await page.getByRole("radiogroup", { name: "Theme" }).getByText("Dark").click();
  await page.getByRole("radiogroup", { name: "Text and rows" }).getByText("Large").click();
  for (const again of [false, true]) {
    if (again) await page.reload();
    await page.locator("html[data-mantine-color-scheme=dark][data-density=large]").waitFor();
  }
  await context.close();
});

test("where less motion is asked for, night falls at once, to the innermost words", async () => {
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test", { reducedMotion: "reduce" });
  await page.getByRole("heading", { name: /^Good / }).waitFor();
  await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "light" });
  await page.locator("html[data-mantine-color-scheme=light]").waitFor();
  await page.evaluate(() => {
    const moved: string[] = [];
    document.addEventListener("transitionrun", ({ propertyName }) => moved.push(propertyName));
    Object.assign(window, { moved });
  });
  await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "dark" });
  await page.locator("html[data-mantine-color-scheme=dark]").waitFor();
  const moved = await page.evaluate(async () => {
    for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
    return (window as unknown as { moved: string[] }).moved;
  });
  expect(moved.filter((property) => /color|fill|stroke/.test(property))).toEqual([]);
  await context.close();
});

test("a phone has every place within two taps, and says so when it is offline", async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test", phone);
  const bar = page.getByRole("navigation", { name: "Main" });
  await bar.getByRole("link", { name: "Leads" }).tap();
  await title(page).filter({ hasText: "Leads" }).waitFor();
  await bar.getByRole("button", { name: "More" }).tap();
  await page.getByRole("dialog").getByRole("link", { name: "Clients" }).tap();
  await title(page).filter({ hasText: "Clients" }).waitFor();

  // Of whoever a record is about, one tap from it: a call, a text, a note.
  await page
    .getByRole("main")
    .getByRole("link", { name: /Silva 0/ })
    .first()
    .tap();
  const actions = page.getByRole("toolbar", { name: "Actions" });
  const link = (name: string) => actions.getByRole("link", { name }).getAttribute("href");
  expect(await link("Call Omar Silva 0")).toBe("tel:+19165550100");
  expect(await link("Text Omar Silva 0")).toBe("sms:+19165550100");

  // A tap beside a field that was filled in wrongly is enough to be told.
  const budget = field(page, "Budget");
  await page.getByRole("button", { name: "Change Budget" }).tap(); // the figure above the fields
  await budget.getByRole("textbox").fill("a lot");
  await page.getByRole("heading", { level: 1 }).tap();
  await budget.getByRole("alert").getByText("a lot").first().waitFor();
  await budget.getByRole("button", { name: "Discard mine" }).tap();

  await actions.getByRole("button", { name: "Note" }).tap();
  await page.keyboard.type("Rang back");
  expect(await page.getByRole("textbox", { name: "New note" }).inputValue()).toBe("Rang back");
  const top = () => title(page).evaluate((heading) => heading.getBoundingClientRect().top);
  const before = await top();
  await context.setOffline(true);
  await page.getByRole("status", { name: "Connection" }).getByText("Offline").waitFor();
  expect(await top()).toBe(before); // nothing moves under a thumb
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await context.close();
});

test("on a phone a tap on what is late changes its day, and one on the status moves the record on", async () => {
  const { escrow } = await anEscrow(server, 3);
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { context, page } = await visitor(browser, `${server.url}/escrows/${escrow.id}`, "agent1@demo.test", phone);
  const late = page.getByRole("status").filter({ hasText: /^Deposit: / });
  await page.getByRole("tab", { name: /^Notes/ }).tap();
  await late.filter({ hasText: /overdue$/ }).tap(); // anywhere on it
  const day = page.locator("[data-field='/earnestMoneyDeposit/dueDate'] input:focus");
  await day.fill("tomorrow");
  await day.press("Enter");
  await late.getByText("Deposit: tomorrow").waitFor();

  const status = page.getByRole("group", { name: "Status" });
  await status.getByText("Open").tap();
  await page.getByRole("menuitem", { name: "Contingent" }).tap();
  await status.getByText("Contingent").waitFor();
  await context.close();
});

test("Home shows what is due, who waits and what is today; the focus goes to what more there is", async () => {
  // A viewer sees their team's.
  const { context, page } = await visitor(browser, server.url, "viewer@demo.test", { timezoneId: "UTC" });
  const due = page.getByRole("region", { name: "Deadlines this week" });
  const more = due.getByRole("button", { name: /more overdue$/ });
  const listed = await due.getByRole("link").count();
  await more.press("Enter");
  await expect.poll(() => due.getByRole("link").count()).toBeGreaterThan(listed);
  expect(await due.evaluate((region) => region.contains(document.activeElement))).toBe(true);

  await page
    .getByRole("region", { name: "Today" })
    .getByRole("link", { name: /Buyer consult 0/ })
    .waitFor();
  const leads = page.getByRole("region", { name: "Leads that need you" });
  const waiting = leads.getByRole("link", { name: /Rosa Young/ });
  await expect.poll(() => waiting.count()).toBe(4);
  const { accessToken } = await server.signIn("lead@demo.test"); // who answers one
  const { items } = await server.get<{ items: { id: string }[] }>("/leads?limit=1", accessToken);
  const answered = { fields: { firstResponseAt: new Date().toISOString() } };
  await server.patch(`/leads/${items[0]?.id}`, accessToken, answered);
  await expect.poll(() => waiting.count()).toBe(3);
  await page.getByRole("region", { name: "Activity" }).getByText("Leo").first().waitFor();
  await waiting.first().click();
  await title(page).filter({ hasText: "Rosa Young" }).waitFor();
  await context.close();
});

test("the app can be installed: its manifest, and icons of the sizes that it names", async () => {
  const { context, page } = await device(browser, server.url, "agent1@demo.test");
  const session = await context.newCDPSession(page);
  const { data, errors } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  type Icon = { src: string; sizes: string; type: string; purpose?: string };
  const manifest = JSON.parse(data ?? "{}") as { display: string; start_url: string; icons: Icon[] };
  expect(manifest).toMatchObject({ display: "standalone", start_url: "/" });
  const pngs = manifest.icons.filter(({ type }) => type === "image/png");
  expect(pngs.map(({ sizes, purpose }) => [sizes, purpose])).toEqual([
    ["192x192", undefined],
    ["512x512", undefined],
    ["512x512", "maskable"],
  ]);
  const touch = await page.locator("link[rel=apple-touch-icon]").getAttribute("href");
  for (const { src, sizes } of [...pngs, { src: touch ?? "", sizes: "180x180" }]) {
    const size = await page.evaluate(async (src) => {
      const { width, height } = await createImageBitmap(await (await fetch(src)).blob());
      return `${width}x${height}`;
    }, src);
    expect(size, src).toBe(sizes);
  }
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  await context.close();
});

test("one's own devices are signed out, and one's password is changed, from the settings", async () => {
  const { page, context } = await visitor(browser, `${server.url}/settings/devices`, "agent2@demo.test");
  const other = await visitor(browser, server.url, "agent2@demo.test");
  await page.reload();
  await page.getByText("This device").waitFor();
  const others = page.getByRole("main").getByRole("button", { name: /^Sign out (?!everywhere)/ });
  await expect.poll(() => others.count()).toBe(1);
  page.once("dialog", (question) => question.accept()); // that device deletes what it holds
  await others.click();
  await page
    .getByRole("status")
    .getByText(/is signed out/)
    .waitFor();
  await expect.poll(() => others.count()).toBe(0);
  await other.page.getByRole("button", { name: "Sign in", exact: true }).waitFor(); // it keeps nothing
  await other.context.close();

  await page.goto(`${server.url}/settings/profile`);
  const fill = async (current: string, password: string, again = password) => {
    await page.getByLabel("Current password").fill(current);
    await page.getByLabel("New password", { exact: true }).fill(password);
    await page.getByLabel("New password again").fill(again);
    await page.getByRole("button", { name: "Change the password" }).click();
  };
  await fill("demo-password", "a-longer-password", "another-password");
  await page.getByText("It is not the same").waitFor();
  await fill("not-my-password", "a-longer-password");
  await page.getByText(/^is wrong/i).waitFor();
  await fill("demo-password", "a-longer-password");
  await page.getByRole("status").getByText("Your password was changed.").waitFor();
  await expect.poll(() => badge(page).textContent()).toBe("Connected"); // this device signed in again by itself
  await page.reload();
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await expect(server.signIn("agent2@demo.test")).rejects.toThrow("401");
  await context.close();
});
