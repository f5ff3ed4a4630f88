import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { browser, choose as chooseTask, goTo, serving, visitor } from "./browser";
import { cases, contentOf, files, idsOf, textOf } from "./cases";
import { Server } from "./server";

// Files of other programs, brought through the file picker of the import's page.

const server = serving(new Server());
let page: Page;
let token: string;

beforeAll(async () => {
  ({ page } = await visitor(browser, `${server.url}/import/clients`, "agent1@demo.test"));
  token = (await server.signIn("agent1@demo.test")).accessToken;
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

type Person = { name: string; email?: string; phone?: string; source: string; stage: string };
type Found = { proposals: { type: string; changes: Record<string, [unknown, unknown]> }[] };

/** Runs an open house with a sign-in sheet by the task's dialog; returns the leads that it proposes, by name. */
async function signIn(street: string, sheet: string): Promise<Record<string, Person & { note: string }>> {
  await goTo(page, "AI tasks");
  const { dialog } = await chooseTask(page, "Run an open house");
  await dialog.getByRole("combobox", { name: "Listing", exact: true }).fill(street);
  await page.getByRole("option", { name: street }).first().click();
  await dialog.getByLabel("Day", { exact: true }).fill("2026-12-06");
  await dialog.getByRole("textbox", { name: /sheet/i }).fill(sheet);
  const asked = page.waitForResponse((answer) => answer.url().endsWith("/tasks"));
  await dialog.getByRole("button", { name: "Run", exact: true }).click();
  const { id } = (await (await asked).json()) as { id: string };
  await expect.poll(async () => (await server.get<Ended>(`/tasks/${id}`, token)).status, step).toBe("review");
  const { proposals } = await server.get<Found>(`/tasks/${id}`, token);
  const leads: Record<string, Person & { note: string }> = {};
  for (const { type, changes } of proposals) {
    if (type !== "lead") continue;
    const fields = Object.entries(changes).map(([at, [, after]]) => [at.slice(1), after]);
    const lead = Object.fromEntries(fields) as Person & { "notes/-": { body: string } };
    leads[lead.name] = { ...lead, note: lead["notes/-"].body };
  }
  return leads;
}

test("a sign-in sheet pasted from a spreadsheet, and lines typed as people write them, become leads", async () => {
  const { items } = await server.get<{ items: { fields: { UnparsedAddress: string } }[] }>(
    "/listings?limit=1&filter[StandardStatus]=Active",
    token,
  );
  const street = items[0]?.fields.UnparsedAddress ?? "";
  const pasted = await signIn(street, contentOf("02_signin_tabs_empty_cell_shifts.tsv").toString());
  expect(Object.keys(pasted)).toEqual(["Xi Li", "Xu Li"]);
  expect(pasted["Xi Li"]).toMatchObject({ email: "xi@example.com", source: "Drive by", stage: "new" });
  expect(pasted["Xi Li"]?.note).not.toContain("agent"); // the empty cell stays empty
  expect(pasted["Xu Li"]?.source).toBe("Zillow");

  const lines = [
    "Flo Gray, flo@example.com, 415-555-0113, not working with anyone",
    "1. Cal Dunn, cal@example.com, 415-555-0110, no",
    "Smith, Jane, jane2@example.com, 415-555-0133, no",
  ];
  const typed = await signIn(street, lines.join("\n"));
  expect(Object.keys(typed)).toEqual(["Flo Gray", "Cal Dunn", "Jane Smith"]);
  for (const { note, stage } of Object.values(typed)) {
    expect(note).toContain("Has no agent.");
    expect(stage).toBe("new");
  }
});

test("contacts of an address book and events of a calendar are brought through the picker too", async () => {
  const folder = new URL("../../../plugins/bundled/csv-import/testdata/kinds/", import.meta.url);
  for (const [type, file, names] of [
    ["client", "01_icloud.vcf", ["Okafor", "Delta Roofing", "林"]],
    ["appointment", "04_google.ics", ["Open house, 71 Sable Ct", "Listing presentation", "Office closed"]],
  ] as const) {
    await showPicker(type);
    await choose(file, readFileSync(new URL(file, folder)));
    await page.getByRole("button", { name: "Check duplicates" }).click();
    await page.getByRole("button", { name: /^Import [0-9]+ rows?$/ }).click();
    await page.getByRole("heading", { name: /^[0-9].* (imported|to review)/, level: 2 }).waitFor(step);
    const told = JSON.stringify(await server.get(`/tasks/${(await newest()).id}`, token));
    for (const name of names) expect(told).toContain(name);
  }
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
