import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { browser, serving, set, textArea, value, visitor } from "./browser";
import { slowPlugin } from "./plugin";
import { Regions } from "./regions";
import { anEscrow, type Server } from "./server";

// Three people at three regions of one Roomkey, with the delays of a network between them.

let regions: Regions;

serving({
  start: async () => {
    regions = await Regions.start();
  },
  stop: async () => regions?.stop(),
});

/** Who a page shows beside its record, in any order. */
const here = (page: Page) =>
  page
    .getByRole("group", { name: "Also here" })
    .getByRole("img")
    .evaluateAll((faces) => faces.map((face) => face.getAttribute("aria-label")).sort());

/** Whose carets stand in a page's texts. */
const carets = async (page: Page) => (await page.locator("[data-caret] .rk-text-name").allTextContents()).sort();

test("three windows at three regions: an edit, who is there, carets, and a colleague who is disabled", async () => {
  const { escrow } = await anEscrow(regions.at("a"), 0);
  const open = async (region: string, email: string) => {
    const { url } = regions.at(region);
    const { page } = await visitor(browser, `${url}/escrows/${escrow.id}`, email);
    await textArea(page, "Shared notes").waitFor();
    return page;
  };
  const [bea, ana, abe] = await Promise.all([
    open("a", "broker@demo.test"),
    open("b", "agent1@demo.test"),
    open("c", "agent2@demo.test"),
  ]);

  await expect.poll(() => here(bea)).toEqual(["Abe Agent is here", "Ana Agent is here"]);
  await expect.poll(() => here(ana)).toEqual(["Abe Agent is here", "Bea Broker is here"]);
  await expect.poll(() => here(abe)).toEqual(["Ana Agent is here", "Bea Broker is here"]);

  await set(bea, "Purchase price", "612000");
  for (const page of [ana, abe]) await expect.poll(() => value(page, "Purchase price")).toBe("$612,000");

  await textArea(ana, "Shared notes").pressSequentially("The roof was redone.");
  await expect.poll(() => value(abe, "Shared notes")).toBe("The roof was redone.");
  await textArea(abe, "Shared notes").press("ControlOrMeta+Home");
  await Promise.all([
    textArea(ana, "Shared notes").pressSequentially(" Ask for the permit.", { delay: 20 }),
    textArea(abe, "Shared notes").pressSequentially("Call the owner. ", { delay: 20 }),
  ]);
  for (const page of [bea, ana, abe]) {
    const both = "Call the owner. The roof was redone. Ask for the permit.";
    await expect.poll(() => value(page, "Shared notes")).toBe(both);
  }
  await expect.poll(() => carets(bea)).toEqual(["Abe", "Ana"]);
  await expect.poll(() => carets(ana)).toEqual(["Abe"]);
  await expect.poll(() => carets(abe)).toEqual(["Ana"]);
  const start = (page: Page) =>
    textArea(page, "Shared notes").evaluate((area: HTMLTextAreaElement) => area.selectionEnd);
  expect(await start(abe)).toBe("Call the owner. ".length);

  await bea.goto(`${regions.at("a").url}/settings/members`);
  await bea.getByRole("button", { name: "Disable Abe Agent" }).click();
  await abe.getByText("This account is disabled.").waitFor();
  await abe.getByLabel("Email").waitFor();
  await expect.poll(() => carets(ana)).toEqual([]);
  await expect.poll(() => here(ana)).toEqual([]);
  for (const page of [bea, ana, abe]) await page.context().close();
});

const elsewhere = "a task of one region shows at the others as it goes, after a reload too, and is cancelled there";

test(elsewhere, async () => {
  const form = new FormData();
  form.set("package", slowPlugin(), "slow.zip");
  form.set("unsigned", "true");
  const [a, b, c] = ["a", "b", "c"].map((name) => regions.at(name)) as [Server, Server, Server];
  await a.post("/plugins", (await a.signIn("broker@demo.test")).accessToken, form);
  const open = async ({ url }: Server) => (await visitor(browser, url, "agent1@demo.test")).page;
  const [inB, inC] = await Promise.all([open(b), open(c)]);
  const { accessToken } = await a.signIn("agent1@demo.test");
  const { id } = await a.post<{ id: string }>("/tasks", accessToken, { workflow: "e2e.slow/wait" });

  const entry = async (page: Page) => {
    await page.getByRole("button", { name: "AI tasks 1 running" }).click();
    const tray = page.getByRole("region", { name: "AI tasks", exact: true });
    return tray.getByRole("listitem", { name: "Wait for ever" });
  };
  const entries = [await entry(inB), await entry(inC)] as const;
  for (const item of entries) await item.getByText("Waiting (2/5)").waitFor();
  await inC.reload();
  const again = await entry(inC);
  await again.getByText("Nothing so far").waitFor();
  await again.getByRole("button", { name: "Cancel Wait for ever" }).click();
  await entries[0].getByText("Cancelled").waitFor();
  expect(await a.get(`/tasks/${id}`, accessToken)).toMatchObject({ status: "cancelled", region: "a" });
  for (const page of [inB, inC]) await page.context().close();
});

test("the monitoring page of a region names the others, and how far they are", async () => {
  const { page, context } = await visitor(browser, `${regions.at("a").url}/monitoring`, "broker@demo.test");
  const shown = page.getByRole("region", { name: "Regions", exact: true }).getByRole("listitem");
  await shown.filter({ hasText: /^athis one/ }).waitFor();
  for (const [name, oneWay] of [
    ["b", 40],
    ["c", 90],
  ] as const) {
    const detail = shown.filter({ hasText: new RegExp(`^${name}(.* · )?\\d+ ms away`) });
    await detail.waitFor();
    const away = Number(/(\d+) ms away/.exec((await detail.textContent()) ?? "")?.[1]);
    expect(away).toBeGreaterThan(oneWay - 5);
    expect(away).toBeLessThan(oneWay + 1_000);
  }
  await context.close();
});
