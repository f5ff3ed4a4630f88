import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { complained, goTo, launch, visitor } from "./browser";
import { cases, contentOf, files, idsOf, textOf } from "./cases";
import { Server } from "./server";

// Files of other programs, brought through the file picker of the import's page.

const server = new Server();
let browser: Browser;
let page: Page;
let token: string;

beforeAll(async () => {
  await server.start();
  browser = await launch();
  ({ page } = await visitor(browser, `${server.url}/import/clients`, "agent1@demo.test"));
  token = (await server.signIn("agent1@demo.test")).accessToken;
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
  expect(complained()).toEqual([]);
});

/** Plugins run at a low priority: beside other work a step may take long to begin. */
const step = { timeout: 120_000 };

type Ended = { id: string; status: string; output: unknown };

/** Shows the import's page of a type, where a file is chosen. */
async function showPicker(type: string): Promise<void> {
  await page.evaluate((path) => history.pushState(null, "", path), `/import/${type}s`);
  await page.getByRole("heading", { name: `Import ${type}s`, level: 1 }).waitFor();
  const again = page.getByRole("button", { name: "Import another file" });
  if (await again.isVisible()) await again.click();
}

async function choose(name: string, buffer: Buffer): Promise<void> {
  const picker = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a file" }).click();
  await (await picker).setFiles({ name, mimeType: "text/csv", buffer });
  await page.getByRole("table", { name: "Columns of the file" }).waitFor(step);
}

/** Chooses a file and runs its import to its end. */
async function bring(name: string, merge: boolean): Promise<Ended> {
  await choose(name, contentOf(name));
  await page.getByRole("button", { name: "Check duplicates" }).click();
  const ways = page.getByRole("radiogroup", { name: "What happens to rows that are there already" });
  if (merge && (await ways.isVisible())) await ways.getByText("Merge", { exact: true }).click();
  await page.getByRole("button", { name: /^Import [0-9]+ rows?$/ }).click();
  await page.getByRole("heading", { name: /^[0-9].* (imported|to review)/, level: 2 }).waitFor(step);
  const ended = await newest();
  if (ended.status === "review") await server.post(`/tasks/${ended.id}/accept`, token, {});
  return ended;
}

/** The task that was begun last, as it is now. */
async function newest(): Promise<Ended> {
  const { items } = await server.get<{ items: { id: string }[] }>("/tasks?limit=1", token);
  return server.get<Ended>(`/tasks/${items[0]?.id}`, token);
}

test("every kind of file becomes the records that a person would make of it, and is told so", async () => {
  const wrong: string[] = [];
  for (const { kind, file, as, duplicates, want, said = [], never = [] } of cases) {
    await showPicker(as);
    const before = await idsOf(server, token, `${as}s`);
    const { output } = await bring(file, duplicates === "merge");
    const made = (await idsOf(server, token, `${as}s`)).filter((id) => !before.includes(id));
    const texts = await Promise.all(made.map((id) => textOf(server, token, `${as}s`, id)));
    const report = JSON.stringify(output).replaceAll('\\"', '"');
    if (texts.length !== want.length) wrong.push(`${kind}: ${texts.length} records, not ${want.length}: ${texts}`);
    for (const parts of want) {
      const isMade = texts.some((text) => parts.split("; ").every((part) => text.includes(part)));
      if (!isMade) wrong.push(`${kind}: no record has ${parts}: ${texts.join("\n")}`);
    }
    for (const part of said) if (!report.includes(part)) wrong.push(`${kind}: nobody is told ${part}: ${report}`);
    for (const part of never) if (texts.some((text) => text.includes(part))) wrong.push(`${kind}: ${part}: ${texts}`);
    if (duplicates !== "merge" || texts.length !== 1) continue;
    // Made and merged by one task, it is the task's own to take back.
    await page.getByRole("button", { name: "Undo the import" }).click();
    await page
      .getByRole("status")
      .getByText(/taken back$/)
      .waitFor();
    expect(await idsOf(server, token, `${as}s`)).toEqual(before);
  }
  expect(wrong).toEqual([]);
  const brought = new Set(cases.map(({ file }) => file));
  expect(files.filter((name) => !brought.has(name))).toEqual(["02_signin_tabs_empty_cell_shifts.tsv"]); // no import
});

test("a page left before the import saves nothing; an import goes on when its page is left and closed", async () => {
  const rows = Array.from({ length: 500 }, (_, row) => `Left,Alone ${row},left${row}@example.com`);
  const many = Buffer.from(`First Name,Last Name,Email\n${rows.join("\n")}\n`);
  const total = async () => (await server.get<{ total: number }>("/clients?q=Alone", token)).total;

  await showPicker("client");
  await choose("left.csv", many);
  await page.getByText("Nothing is saved yet. The whole import can be undone.").waitFor();
  await goTo(page, "Leads");
  await page.getByRole("heading", { name: "Leads", level: 1 }).waitFor();
  await showPicker("client");
  await page.getByRole("button", { name: "Choose a file" }).waitFor();
  expect(await total()).toBe(0);

  await choose("left.csv", many);
  await page.getByRole("button", { name: "Check duplicates" }).click();
  await page.getByRole("button", { name: "Import 500 rows" }).click();
  await page.getByText("You can leave this page: the import goes on, and is listed under AI tasks.").waitFor();
  await goTo(page, "AI tasks");
  await page
    .getByRole("main")
    .getByRole("listitem", { name: /import/i })
    .first()
    .waitFor();
  await page.close();
  expect(["queued", "running"]).toContain((await newest()).status); // the page was closed before the end
  await expect.poll(async () => (await newest()).status, { timeout: 60_000 }).toBe("completed");
  expect(await total()).toBe(500);
});
