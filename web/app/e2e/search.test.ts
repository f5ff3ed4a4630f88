import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { vectors } from "../../client/src/vectors";
import { browser, device, serving } from "./browser";
import { Server } from "./server";

type Stored = { id: string; type: string; fields: Record<string, unknown> };
type Answer = { typed: string; items: { id: string }[] };
type Listed = { items: { id: string; type: string }[]; total: number };

const types = [
  ["leads", "lead"],
  ["clients", "client"],
  ["listings", "listing"],
  ["escrows", "escrow"],
  ["appointments", "appointment"],
] as const;

/** Rows that any list has on screen. */
const onScreen = 8;

const server = serving(new Server("demo"));

test("a table of queries finds the same by REST and offline in the app, beside the demo's records", async () => {
  const stored = vectors<Stored>("search_records");
  const table = vectors<Answer>("search_answers");
  const { accessToken } = await server.signIn("agent1@demo.test");
  const made = new Map<string, string>(); // the server's ids, and the table's
  for (const { id, type, fields } of stored) {
    const [plural] = types.find(([, name]) => name === type) ?? [];
    const record = await server.post<{ id: string }>(`/${plural}`, accessToken, { fields, visibility: "team" });
    made.set(record.id, id);
  }
  const { context, page } = await device(browser, server.url, "agent1@demo.test");
  await page.goto(`${server.url}/leads?view=all&sort=-updatedAt`);
  await page.getByRole("link", { name: "Pat Rangefield" }).waitFor();

  const offline: { plural: string; typed: string; found: Listed }[] = [];
  for (const { typed, items } of table) {
    const q = encodeURIComponent(typed);
    const all = await server.get<Listed>(`/search?q=${q}&limit=100`, accessToken);
    const known = all.items.flatMap(({ id }) => made.get(id) ?? []);
    if (all.total <= 100) expect(known, typed).toEqual(items.map(({ id }) => id));
    const best = all.items[0]?.type ?? "lead"; // the list in which the app is asked
    const [plural] = types.find(([, name]) => name === best) ?? ["leads"];
    const found = await server.get<Listed>(`/${plural}?q=${q}&limit=${onScreen}`, accessToken);
    offline.push({ plural, typed, found });
  }
  expect(table.length).toBeGreaterThan(60);

  await context.setOffline(true);
  for (const [plural] of types) {
    await page.goto(`${server.url}/${plural}?view=all&sort=-updatedAt`);
    const box = page.getByRole("searchbox", { name: `Search ${plural}` });
    for (const { typed, found } of offline.filter((one) => one.plural === plural)) {
      await box.fill(typed);
      const want = found.items.map(({ id }) => id);
      await expect
        .poll(() => shown(page, plural), { message: `${typed} in ${plural}` })
        .toEqual({ ids: want, total: found.total });
    }
  }

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or do anything" }).fill("+1 279.555.0142");
  await page.getByRole("option", { name: /^Ana O’Brien-Quill/ }).waitFor();
  await context.close();
});

/** The first records of the list on screen, and how many it has. */
async function shown(page: Page, plural: string): Promise<{ ids: string[]; total: number }> {
  return page.evaluate(
    ([plural, onScreen]) => {
      const links = [...document.querySelectorAll(`[role=row] a[href^="/${plural}/"]`)];
      const ids = links.map((link) => new URL((link as HTMLAnchorElement).href).pathname.split("/").at(-1) ?? "");
      const rows = document.querySelector("[aria-rowcount]")?.getAttribute("aria-rowcount");
      const total = ids.length < onScreen ? ids.length : Number(rows) - 2; // without head and foot
      return { ids: ids.slice(0, onScreen), total };
    },
    [plural, onScreen] as const,
  );
}
