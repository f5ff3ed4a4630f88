// The longest task of the page's main thread while much happens at once.
import { api, connected, quiet, signedIn } from "./browser.mjs";

/** Requests that are under way at a time. */
const atOnce = 16;

async function each(items, work) {
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await work(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** 200 edits of others, of the rows of a list that is shown; then as many of the record that is shown. */
export async function burst({ browser, demo, sizes, random }) {
  const broker = await signedIn(browser, demo, "broker@demo.test");
  const { context, token } = await signedIn(browser, demo, "agent1@demo.test");
  const { items } = await api(demo, token, "GET", `/listings?limit=${sizes.burst}`);
  const page = await context.newPage();
  await page.goto(`${demo}/listings?view=all`);
  await page.locator('[id^="row-"]').first().waitFor();
  const price = () => Math.round(random() * 1_000_000) * 100;
  const edited = (id) => api(demo, broker.token, "PATCH", `/listings/${id}`, { fields: { ListPrice: price() } });
  const longest = async (ids) => {
    await connected(page);
    await quiet(page);
    await page.evaluate(() => meter.forget());
    await each(ids, edited);
    await quiet(page);
    return page.evaluate(() => meter.longest());
  };
  const ids = items.map(({ id }) => id);
  const list = await longest(ids);
  await page.goto(`${demo}/listings/${ids[0]}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  const record = await longest(ids.map(() => ids[0]));
  await context.close();
  await broker.context.close();
  return { burstList: list, burstRecord: record, burstEdits: ids.length };
}

function file(rows) {
  const lines = ["MLS #,Status,Type,Property Address,Price,Beds,Baths,Sq Ft,List Date,Remarks"];
  for (let at = 0; at < rows; at++) {
    const number = String(at).padStart(5, "0");
    const area = `"1,${String(at % 1000).padStart(3, "0")}"`;
    const home = `"${at + 1} Birch St, Davis, CA 95616","$${100 + (at % 800)},200",3,2,${area}`;
    lines.push(`SPEED${number},active,residential,${home},6/${1 + (at % 28)}/2026,"A home with a yard, number ${at}."`);
  }
  return `${lines.join("\r\n")}\r\n`;
}

/** An import of 500 rows is reviewed, and all that it proposes accepted. */
export async function accept({ browser, demo, sizes }) {
  const { context, token } = await signedIn(browser, demo, "agent1@demo.test");
  const started = await api(demo, token, "POST", "/tasks", {
    workflow: "roomkey.csv-import/import",
    input: { type: "listing", csv: file(sizes.proposals) },
  });
  const id = started.id ?? started.task?.id;
  for (let waited = 0; ; waited++) {
    const task = await api(demo, token, "GET", `/tasks/${id}`);
    if (task.status === "review") break;
    if (waited > 600 || ["failed", "cancelled", "completed"].includes(task.status)) {
      throw new Error(`the import is ${task.status}: ${JSON.stringify(task.error)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const page = await context.newPage();
  await page.goto(`${demo}/tasks/${id}`);
  const all = page.getByRole("button", { name: /^Accept [0-9]/ }).first();
  await all.waitFor();
  const button = await all.elementHandle(); // looking for it takes time of the page
  await connected(page);
  await quiet(page);
  await page.evaluate(() => meter.forget());
  await button.click();
  // Looking for roles, again and again, would take more of the page's time than what is measured.
  const done = () => document.querySelector('[aria-label="Status of the task"]')?.textContent === "Completed";
  await page.waitForFunction(done, null, { polling: 100, timeout: 60_000 });
  await quiet(page);
  const longest = await page.evaluate(() => meter.longest());
  await context.close();
  return { accept: longest, proposals: sizes.proposals };
}
