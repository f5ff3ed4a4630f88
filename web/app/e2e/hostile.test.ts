import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { badge, browser, serving, set, value, visitor } from "./browser";
import { Server } from "./server";
import { appointmentFields, clientFields, escrowFields, leadFields, listingFields } from "./small";

// Text that pretends to be something else stays text, wherever it is shown.

const server = serving(new Server());

const markup = `"><img src=x onerror="hacked=1"><script>hacked=1</script><a href="javascript:hacked=1">`;
const strange = "\u200bמרחבا‍🏡👩‍👩‍👧 {{7*7}} %00 \u2066x\u2069";
const hostile = `<b>=1+1</b> ${markup} ${strange}`;

/** What of each kind has a text of its own for a person to fill. */
const records: [plural: string, fields: Record<string, unknown>][] = [
  ["escrows", { ...escrowFields(1), propertyAddress: hostile, transactionType: hostile, briefing: hostile }],
  [
    "listings",
    {
      ...listingFields(9),
      UnparsedAddress: hostile,
      City: markup,
      PublicRemarks: hostile,
      OccupantType: undefined,
      Media: [{ id: "m", url: "https://example.com/photo.jpg", caption: markup }],
    },
  ],
  ["clients", { ...clientFields(1), FirstName: markup, LastName: hostile, Company: hostile, JobTitle: markup }],
  ["appointments", { ...appointmentFields(0), SUMMARY: hostile, LOCATION: hostile, DESCRIPTION: hostile }],
  ["leads", { ...leadFields(1), name: hostile, source: markup, sourceDetail: hostile, areas: [hostile] }],
];

/** Makes the records, each with a hostile tag, a note and a mention of Ana; gives their ids in the same order. */
async function make(): Promise<string[]> {
  const { accessToken } = await server.signIn("agent2@demo.test");
  const ana = (await server.signIn("agent1@demo.test")).user.id;
  const ids: string[] = [];
  for (const [plural, fields] of records) {
    const body = { fields: { ...fields, tags: [markup.slice(0, 100)] }, visibility: "team" };
    const { id } = await server.post<{ id: string }>(`/${plural}`, accessToken, body);
    await server.post(`/${plural}/${id}/notes`, accessToken, {
      body: `${markup} javascript:hacked=1`,
      mentions: [ana],
    });
    ids.push(id);
  }
  return ids;
}

/** Nothing ran, nothing became an element or a link, and the page is no wider than its window at three widths. */
async function isHarmless(page: Page, what: string): Promise<void> {
  for (const width of [1280, 390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const found = await page.evaluate(() => ({
      ran: "hacked" in window,
      elements: document.querySelectorAll("img[src=x], script:not([src]):not([nonce]), [onerror]").length,
      links: [...document.links].map(({ href }) => href).filter((href) => /^(javascript|data|vbscript):/i.test(href)),
    }));
    expect(found, `${what}, ${width}`).toEqual({ ran: false, elements: 0, links: [] });
    // Lists measure their window once it has changed.
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect.poll(wide, { message: `${what}, ${width}` }).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function show(page: Page, path: string): Promise<void> {
  await page.evaluate((path) => history.pushState(null, "", path), path);
}

test("hostile text stays text in lists, boards, records, calendar, palette, toasts, inbox and files", async () => {
  const ids = await make();
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => dialogs.push(dialog.message()));
  const seen = (text = "<img src=x onerror=") => page.getByText(text).filter({ visible: true }).first().waitFor();
  for (const [index, [plural]] of records.entries()) {
    await show(page, `/${plural}?view=all&show=table&layout=table&sort=-updatedAt`);
    await page.getByRole("grid").getByRole("link").first().waitFor();
    await seen();
    await isHarmless(page, plural);
    await page.keyboard.press("j");
    await page.keyboard.press("Space");
    await page.getByRole("complementary", { name: /^Peek: / }).waitFor();
    await isHarmless(page, `peek into ${plural}`);
    await show(page, `/${plural}/${ids[index]}`);
    await page
      .getByRole("article", { name: /^Note by / })
      .first()
      .waitFor();
    await seen();
    await isHarmless(page, `one of the ${plural}`);
    expect(await page.title()).toContain(markup.slice(0, 20));
  }
  for (const path of ["/leads?view=all&layout=board", "/escrows?view=all&layout=board"]) {
    await show(page, path);
    await page.getByRole("list").getByRole("listitem").first().waitFor();
    await seen();
    await isHarmless(page, path);
  }
  for (const span of ["day", "week", "month", "agenda"]) {
    await show(page, `/appointments?show=${span}`);
    await seen();
    await isHarmless(page, span);
  }
  await show(page, "/inbox");
  await seen();
  await isHarmless(page, "inbox");
  await show(page, "/");
  await page.getByRole("heading", { name: /^Good / }).waitFor();
  await isHarmless(page, "home");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or do anything" }).fill("hacked");
  await page.getByRole("option").first().waitFor();
  await seen();
  await isHarmless(page, "palette");
  await page.keyboard.press("Escape");

  // A toast says it, and the file of the list holds it as a spreadsheet leaves it alone.
  await show(page, "/leads?view=all&layout=table&sort=-updatedAt");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("t");
  await page.getByRole("textbox", { name: "New tag" }).fill(`<img src=x onerror=hacked=1> = ${"long ".repeat(12)}`);
  await page.keyboard.press("Enter");
  await page
    .getByRole("status")
    .getByText(/tagged <img/)
    .first()
    .waitFor();
  await isHarmless(page, "toast");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export as CSV" }).first().click(),
  ]);
  expect(readFileSync(await file.path(), "utf8")).toContain(hostile.slice(0, 60).replaceAll('"', '""'));
  expect(dialogs).toEqual([]);
  await context.close();
});

test("10,000 characters are refused at the field, the longest name fits, and bidi overrides vanish", async () => {
  const { accessToken } = await server.signIn("agent1@demo.test");
  const { id } = await server.post<{ id: string }>("/leads", accessToken, {
    fields: leadFields(7),
    visibility: "team",
  });
  const { context, page } = await visitor(browser, `${server.url}/leads/${id}`, "agent1@demo.test");
  const group = page.getByRole("group", { name: "Name", exact: true });
  await group.getByRole("button", { name: "Name" }).click();
  const input = group.getByRole("textbox");
  await input.fill("m".repeat(10_000));
  await input.press("Enter");
  await group.getByText(/at most [\d,]+ characters/).waitFor();
  const most = Number(/at most ([\d,]+) characters/.exec((await group.textContent()) ?? "")?.[1]?.replaceAll(",", ""));
  await input.press("Escape");
  await set(page, "Name", "m".repeat(most));
  await page.getByRole("heading", { name: "m".repeat(most), level: 1 }).waitFor();
  await isHarmless(page, "the longest name");
  for (const path of ["/leads?view=all&layout=table&sort=-updatedAt", "/leads?view=all&layout=board", "/"]) {
    await show(page, path);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await isHarmless(page, `the longest name at ${path}`);
  }
  await show(page, `/leads/${id}`);
  await set(page, "Source", "safe\u202egnp.exe");
  await expect.poll(() => value(page, "Source")).toBe("safegnp.exe");
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await context.close();
});
