import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { browser, serving, visitor } from "./browser";
import { Server } from "./server";

// Without a pointer. Boards and letters of lists are tried by lists.test.ts, the palette by shell.test.ts.

const server = serving(new Server());

/** What has the focus: its accessible name, or its text. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
  });
}

/** Presses Tab until the focus is where it is wanted. */
async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  for (let steps = 0; steps < 120; steps++) {
    await page.keyboard.press("Tab");
    if (wanted.test(await focused(page))) return;
  }
  throw new Error(`Tab does not lead to ${wanted}`);
}

test("the calendar by keyboard alone: its spans, its days, an appointment, and the form of a new one", async () => {
  const { context, page } = await visitor(browser, `${server.url}/appointments`, "agent1@demo.test");
  const { keyboard } = page;
  const shown = () => new URL(page.url()).searchParams.get("show");
  await page.getByRole("heading", { name: "Appointments", level: 1 }).waitFor();
  for (const [key, span] of [
    ["d", "day"],
    ["m", "month"],
    ["w", "week"],
  ] as const) {
    await keyboard.press(key);
    await expect.poll(shown).toBe(span);
  }
  const day = () => new URL(page.url()).searchParams.get("day") ?? "";
  await keyboard.press("t");
  const today = day();
  await keyboard.press("j");
  await expect.poll(() => day() > today).toBe(true);
  await keyboard.press("k");
  await expect.poll(day).toBe(today);

  await tabTo(page, /^Buyer consult/);
  const name = await focused(page);
  await keyboard.press("Enter");
  const facts = page.getByRole("dialog");
  await facts.getByRole("heading", { name: /^Buyer consult/ }).waitFor();
  await keyboard.press("Escape");
  await facts.waitFor({ state: "detached" });
  await expect.poll(() => focused(page)).toBe(name);
  await keyboard.press("Enter");
  await expect.poll(() => focused(page)).toContain("Open");
  await keyboard.press("Enter");
  await page.waitForURL(/\/appointments\/[0-9a-f-]{36}$/);
  await page.goBack();

  await page.getByRole("heading", { name: "Appointments", level: 1 }).waitFor();
  await keyboard.press("c");
  const form = page.getByRole("dialog", { name: "New appointment" });
  await form.getByRole("textbox", { name: "Title" }).waitFor();
  await keyboard.press("Escape");
  await form.waitFor({ state: "detached" });
  await context.close();
});

test("a bulk edit and its Undo by keyboard alone, and a record made by the palette", async () => {
  const { context, page } = await visitor(browser, `${server.url}/leads?view=all&layout=table`, "agent1@demo.test");
  const { keyboard } = page;
  await page.getByRole("row").getByRole("link").first().waitFor();
  await keyboard.press("Control+a");
  await page.getByRole("toolbar", { name: "Bulk edit" }).getByText("4 selected").waitFor();
  await keyboard.press("s");
  await page.getByRole("menuitem", { name: "Attempted" }).waitFor();
  await expect
    .poll(async () => {
      await keyboard.press("ArrowDown");
      return focused(page);
    })
    .toBe("Attempted");
  await keyboard.press("Enter");
  await page.getByRole("status").getByText("4 leads set to Attempted").waitFor();
  const stages = () => page.getByRole("gridcell").getByText("Attempted", { exact: true }).count();
  await expect.poll(stages).toBe(4);
  await keyboard.press("Control+z");
  await page.getByRole("status").getByText("4 leads put back").waitFor();
  await expect.poll(stages).toBe(0);

  await keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or do anything" }).waitFor();
  await keyboard.type("new lead");
  await expect.poll(() => page.getByRole("option", { selected: true }).textContent()).toMatch(/New lead/i);
  await keyboard.press("Enter");
  await page.getByRole("dialog", { name: "New lead" }).waitFor();
  await keyboard.press("Escape");
  await page.getByRole("dialog", { name: "New lead" }).waitFor({ state: "detached" });
  await context.close();
});
