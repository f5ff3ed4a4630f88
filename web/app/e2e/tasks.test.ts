import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { browser, choose, field, serving, value, visitor } from "./browser";
import { slowPlugin } from "./plugin";
import { Server } from "./server";

const server = serving(new Server(), /status of 4(00|09)/); // two tests ask for it

type Lead = { id: string; fields: { name: string; score?: number } };

/** A new lead of agent1's, whose score the plugin finds wrong. */
async function aLead(name: string): Promise<Lead> {
  const { accessToken } = await server.signIn("agent1@demo.test");
  const fields = { name, source: "referral", phone: "+12025550142", stage: "new", score: 1 };
  return server.post<Lead>("/leads", accessToken, { fields });
}

/** The tray, where it is open. */
function tray(page: Page) {
  return page.getByRole("region", { name: "AI tasks", exact: true });
}

/** Fills in and runs the scoring of a lead. */
async function score(page: Page, lead: Lead) {
  const { tray, dialog } = await choose(page, "Score leads");
  await dialog.getByRole("combobox", { name: "Lead", exact: true }).fill(lead.fields.name);
  await page.getByRole("option", { name: lead.fields.name }).first().click();
  await dialog.getByRole("button", { name: "Run", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  return tray.getByRole("listitem", { name: "Score leads" }).first();
}

test("a task from the dialog to its review: one field is accepted, and undone from the history", async () => {
  const lead = await aLead("Greta Garden");
  const { context, page } = await visitor(browser, `${server.url}/leads/${lead.id}`, "agent1@demo.test");
  await field(page, "Score").waitFor();
  const before = await value(page, "Score");

  const entry = await score(page, lead);
  await entry.getByRole("link", { name: /^Review .*Score leads$/ }).waitFor(); // it ran to its end
  await page.getByRole("log", { name: "Task news" }).getByText("Score leads is ready for review").waitFor();
  await tray(page).getByText("1 to review").waitFor();
  expect(await value(page, "Score")).toBe(before); // nobody has accepted anything

  await entry.getByRole("link", { name: /^Review .*Score leads$/ }).click();
  const changes = page.getByRole("region", { name: "Changes", exact: true });
  const table = changes.getByRole("grid", { name: "Changes" });
  const row = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "Score", exact: true }) });
  const proposed = (await row.locator("[data-after]").textContent())?.replace(/\D/g, "");
  expect(proposed).not.toBe(before);
  await table.getByRole("checkbox", { name: `Next task of ${lead.fields.name}` }).uncheck();
  await changes.getByRole("button", { name: "Accept 1" }).click();
  await row.getByText("Accepted").waitFor();
  await changes.getByRole("button", { name: "Reject all", exact: true }).click();
  await page.getByRole("status", { name: "Status of the task" }).getByText("Completed").waitFor();

  await changes.getByRole("link", { name: lead.fields.name }).click();
  await expect.poll(() => value(page, "Score")).toBe(proposed);

  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "AI tasks" }).click();
  const past = page.getByRole("list", { name: "Tasks of the past" }).getByRole("listitem").first();
  await past.getByRole("button", { name: "Undo Score leads" }).click();
  await past.getByRole("status").filter({ hasText: "Undone: 1" }).getByText(`${lead.fields.name} · Score`).waitFor();
  await page.goto(`${server.url}/leads/${lead.id}`);
  await expect.poll(() => value(page, "Score")).toBe(before);
  await context.close();
});

test("what people have changed since it was proposed is left, and said", async () => {
  const lead = await aLead("Hugo Harbour");
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  const entry = await score(page, lead);
  await entry.getByRole("link", { name: /^Review .*Score leads$/ }).click();
  const changes = page.getByRole("region", { name: "Changes", exact: true });
  const table = changes.getByRole("grid", { name: "Changes" });
  await table.waitFor();

  const { accessToken } = await server.signIn("agent1@demo.test");
  await server.patch(`/leads/${lead.id}`, accessToken, { fields: { score: 3 } });
  await table.getByText("Now 3: changed since").waitFor();
  const result = page.getByRole("region", { name: "Result", exact: true });
  await result.getByText("Hugo Harbour").first().waitFor();
  await server.patch(`/leads/${lead.id}`, accessToken, { fields: { name: "Hugo Haven" } });
  await result.getByText("Hugo Haven").first().waitFor(); // who is named by an id goes by the new name everywhere
  lead.fields.name = "Hugo Haven";
  const box = table.getByRole("checkbox", { name: `Score of ${lead.fields.name}` });
  expect(await box.isChecked()).toBe(false); // nobody accepts it by accident
  await table.getByRole("button", { name: `Accept all of ${lead.fields.name}` }).click();
  const left = changes.getByRole("status").filter({ hasText: "Left as they are: 1" });
  await left.getByText(`${lead.fields.name} · Score: it has been changed since it was proposed`).waitFor();

  await page.reload(); // the reason is kept, and whoever names the field has been told
  await table.getByText("Skipped: it has been changed since it was proposed").waitFor();
  await box.check();
  await page.keyboard.press("Control+Enter");
  await page.getByRole("status", { name: "Status of the task" }).getByText("Completed").waitFor();
  await context.close();
});

test("people who share a phone under other names are named in the result, each a way to their page", async () => {
  const { accessToken } = await server.signIn("agent1@demo.test");
  const client = (FirstName: string, LastName: string, number: string) =>
    server.post<{ id: string }>("/clients", accessToken, {
      fields: { FirstName, LastName, TEL: [{ id: "tel-1", number, preferred: true, type: "mobile" }] },
      visibility: "team",
    });
  await client("Rita", "Roof", "+1-916-555-0163");
  const { id } = await client("Karl", "Roof", "+1-916-555-0163");
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  const { dialog } = await choose(page, "Merge people who are there twice");
  await dialog.getByRole("textbox", { name: "At most this many, the likeliest first" }).fill("77");
  await page.keyboard.press("Escape"); // the form is as it was left, over a reload too
  await dialog.waitFor({ state: "detached" });
  await page.reload();
  await choose(page, "Merge people who are there twice");
  const most = dialog.getByRole("textbox", { name: "At most this many, the likeliest first" });
  expect(await most.inputValue()).toBe("77");
  await dialog.getByRole("button", { name: "Clear" }).click();
  await expect.poll(() => most.inputValue()).toBe("100");
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect.poll(() => most.inputValue()).toBe("77");
  await dialog.getByRole("button", { name: "Run", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await choose(page, "Merge people who are there twice");
  expect(await most.inputValue()).toBe("100"); // what was run is over
  await page.keyboard.press("Escape");
  await tray(page).getByRole("link", { name: "Merge people who are there twice" }).first().click();
  const result = page.getByRole("region", { name: "Result", exact: true });
  await result.getByRole("link", { name: "Rita Roof" }).waitFor();
  await result.getByRole("link", { name: "Karl Roof" }).click();
  await page.getByRole("heading", { name: "Karl Roof", level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/clients/${id}`);
  await context.close();
});

test("an option that was typed is not run unseen: what is folded away is open after a reload", async () => {
  const lead = await aLead("Frida Fold");
  const { context, page } = await visitor(browser, `${server.url}/leads/${lead.id}`, "agent1@demo.test");
  const open = async () => {
    await page.getByRole("button", { name: "Run a task" }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Score leads" }).click();
    return page.getByRole("dialog", { name: "Score leads" });
  };
  const dialog = await open();
  const most = dialog.getByRole("textbox", { name: "Show at most this many, best first" });
  await dialog.getByText("More options").click();
  await most.fill("7");
  await page.reload();
  await open();
  await expect.poll(() => most.isVisible()).toBe(true);
  expect(await most.inputValue()).toBe("7");
  await dialog.getByRole("button", { name: "Clear" }).click();
  await expect.poll(() => most.isVisible()).toBe(false);
  await context.close();
});

test("the server's objection is shown in the form, and without a connection nothing can be run", async () => {
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  const { dialog } = await choose(page, "Score leads");
  await dialog.getByRole("textbox", { name: "Show at most this many, best first" }).fill("5000");
  await dialog.getByRole("checkbox", { name: "Every open lead" }).check();
  await dialog.getByRole("button", { name: "Run", exact: true }).click();
  await expect
    .poll(() =>
      dialog.getByRole("textbox", { name: "Show at most this many, best first" }).getAttribute("aria-invalid"),
    )
    .toBe("true");

  await context.setOffline(true);
  await dialog.getByText("Tasks need a connection.").waitFor();
  expect(await dialog.getByRole("button", { name: "Run", exact: true }).isDisabled()).toBe(true);
  await context.setOffline(false);
  await context.close();
});

test("a task waits for its file that is on its way, and is not run without one that did not arrive", async () => {
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  const { dialog } = await choose(page, "Import records from a CSV file");
  await dialog.getByRole("combobox", { name: "What the rows are" }).selectOption("lead");
  const buffer = Buffer.from("name,source,phone\nFinn File,Website,+12025550155\n");
  const send = () =>
    dialog.locator("input[type=file]").setInputFiles({ name: "leads.csv", mimeType: "text/csv", buffer });
  const run = dialog.getByRole("button", { name: "Run", exact: true });
  const runs: unknown[] = [];
  page.on("request", (asked) => {
    if (asked.method() === "POST" && asked.url().endsWith("/api/v1/tasks")) runs.push(asked.postDataJSON());
  });
  await page.route("**/api/v1/files", (route) => route.abort());
  await send();
  await run.click();
  await dialog.getByText("Roomkey can't be reached.").waitFor();
  expect(runs).toEqual([]);

  let arrive = () => {};
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.unroute("**/api/v1/files");
  await page.route("**/api/v1/files", (route) => held.then(() => route.continue()));
  await send();
  await run.click();
  await dialog.getByText("Sending").waitFor();
  expect(runs).toEqual([]);
  arrive();
  await expect.poll(() => runs).toMatchObject([{ input: { type: "lead", file: expect.any(String) } }]);
  await context.close();
});

const elsewhere =
  "a task that another device runs shows as it goes, after a reload too; it is cancelled, retried and dismissed";

test(elsewhere, async () => {
  const form = new FormData();
  form.set("package", slowPlugin(), "slow.zip");
  form.set("unsigned", "true");
  const broker = await server.signIn("broker@demo.test");
  await server.post("/plugins", broker.accessToken, form);
  const { context, page } = await visitor(browser, server.url, "agent2@demo.test");
  const { accessToken } = await server.signIn("agent2@demo.test");
  await server.post("/tasks", accessToken, { workflow: "e2e.slow/wait" });
  await page.getByRole("button", { name: "AI tasks 1 running" }).click();

  const entry = tray(page).getByRole("listitem", { name: "Wait for ever" });
  const bar = entry.getByRole("progressbar", { name: "Progress of Wait for ever" });
  await entry.getByText("Waiting (2/5)").waitFor();
  await entry.getByText("Nothing so far").waitFor();
  expect(await bar.getAttribute("aria-valuenow")).toBe("40");

  await page.reload();
  await page.getByRole("button", { name: "AI tasks 1 running" }).click();
  await entry.getByText("Waiting (2/5)").waitFor();
  await entry.getByText("Nothing so far").waitFor();
  expect(await bar.getAttribute("aria-valuenow")).toBe("40");
  await entry.getByRole("button", { name: "Cancel Wait for ever" }).click();
  await entry.getByText("Cancelled").waitFor();

  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "AI tasks" }).click();
  const past = page.getByRole("list", { name: "Tasks of the past" });
  await past.getByRole("listitem", { name: "Wait for ever, Cancelled" }).waitFor();
  await past.getByRole("button", { name: "Retry Wait for ever" }).click();
  await past.getByRole("listitem", { name: "Wait for ever, Running" }).waitFor();
  await past.getByRole("button", { name: "Cancel Wait for ever" }).click();
  await past.getByRole("listitem", { name: "Wait for ever, Cancelled" }).waitFor();

  server.erase((await aLead("Erika Erased")).id); // no task of the brokerage can be tried again after that
  await past.getByRole("button", { name: "Retry Wait for ever" }).click();
  await past.getByRole("alert").getByText("The task's input is no longer kept; start it again").waitFor();

  await entry.getByRole("button", { name: "Dismiss Wait for ever" }).click();
  await page.reload();
  await past.getByRole("listitem", { name: "Wait for ever, Cancelled" }).waitFor();
  await page.getByRole("button", { name: /^AI tasks/ }).waitFor({ state: "detached" }); // no tray without tasks
  await context.close();
});

test("a broker sees everybody's tasks, and a failure says why", async () => {
  const { accessToken } = await server.signIn("agent2@demo.test");
  const nobody = "0198c0de-0000-7000-8000-00000000dead";
  await server.post("/tasks", accessToken, { workflow: "roomkey.lead-score/score", input: { lead: nobody } });
  const { context, page } = await visitor(browser, `${server.url}/tasks`, "broker@demo.test");
  const past = page.getByRole("list", { name: "Tasks of the past" }).getByRole("listitem").first();
  await past.getByText(/^Abe Agent · /).waitFor();
  await past.getByRole("link", { name: "Score leads" }).click();
  await page.getByRole("alert").filter({ hasText: "It failed" }).waitFor();
  await page.getByRole("button", { name: "Retry Score leads" }).waitFor();
  await context.close();
});

type Drafted = { status: string; output: Record<string, unknown> | null; proposals: unknown };

// What people write of an escrow, and what is proposed for it.
const sentences: [sentence: string, parts: string[]][] = [
  ["Escrow for 5 Ivy St, price reduced from $550k to $500k, closing June 5 2027", ['"purchasePrice":50000000']],
  [
    "Escrow for 5 Ivy St at $500k closing June 5 2027, waive appraisal and inspection",
    ['"status":"waived","type":"appraisal"'],
  ],
  ["Escrow for 5 Ivy St at $500k closing June 5 2027, seller is Dana Kim, buyer is Ed Ruiz", ["Dana Kim", "Ed Ruiz"]],
  ["Escrow for 1600-1602 J St at $500k closing June 5 2027", ['"propertyAddress":"1600-1602 J St"']],
  ["Escrow for 10 March Ln at $500k, closing April 2 2027", ['"propertyAddress":"10 March Ln"', "2027-04-02"]],
  ["Escrow for 12345 Highway 50 at $500k closing June 5 2027", ["12345 Highway 50", '"purchasePrice":50000000']],
  [
    "Offer accepted Nov 20 on 12 1/2 Pine St at 625,000; COE 45 days from acceptance; EMD $18,750; " +
      "conventional 20% down",
    ["12 1/2 Pine St", '"purchasePrice":62500000', "1875000", "Conventional", "12500000"],
  ],
  [
    "Please start an escrow at 77 Sunset Blvd., purchase price of $749,900.00, closing on the 15th of January",
    ["77 Sunset Blvd", '"purchasePrice":74990000', "-01-15"],
  ],
];

test("sentences typed into the palette are understood", async () => {
  const { context, page } = await visitor(browser, server.url, "agent1@demo.test");
  const { accessToken } = await server.signIn("agent1@demo.test");
  for (const [sentence] of sentences) {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search or do anything" }).fill(sentence);
    await page.getByRole("option", { name: "Create an escrow from a sentence" }).first().waitFor();
    const chosen = page.getByRole("option", { selected: true });
    await expect.poll(() => chosen.textContent()).toContain("Create an escrow from a sentence");
    const asked = page.waitForResponse((answer) => answer.request().method() === "POST" && /tasks$/.test(answer.url()));
    await page.keyboard.press("Enter");
    await asked;
  }
  const query = `/tasks?limit=${sentences.length}`;
  const { items } = await server.get<{ items: { id: string }[] }>(query, accessToken);
  for (const [index, [sentence, parts]] of sentences.entries()) {
    const look = () => server.get<Drafted>(`/tasks/${items.at(-1 - index)?.id}`, accessToken);
    await expect.poll(async () => (await look()).status, { timeout: 30_000 }).toBe("review");
    const { output, proposals } = await look();
    for (const part of parts) expect(JSON.stringify({ output, proposals }), sentence).toContain(part);
    expect(output?.notUnderstood, sentence).toEqual([]);
  }
  await context.close();
});
