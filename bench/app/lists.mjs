// A list of 10,000 rows, and the palette over as many records.
import { api, connected, quiet, signedIn } from "./browser.mjs";

const listed = { waitUntil: "commit" };

/** Opens the list, and waits until all of it is there. */
async function opened(browser, url) {
  const { context, token } = await signedIn(browser, url, "agent1@demo.test");
  const { total } = await api(url, token, "GET", "/listings?limit=1");
  const page = await context.newPage();
  await page.goto(`${url}/listings?view=all`, listed);
  await page.locator('[id^="row-"]').first().waitFor();
  await connected(page);
  await page.waitForFunction(
    (total) => Number(document.querySelector('[role="grid"]')?.getAttribute("aria-rowcount")) >= total,
    total,
  );
  await quiet(page);
  return { context, page };
}

/** Rows that are mounted at most, the frames of scrolling, and clicks until another order or choice is painted. */
export async function lists({ browser, rows, sizes }) {
  const { context, page } = await opened(browser, rows);
  const grid = page.getByRole("grid", { name: "Listings" });
  const count = Number(await grid.getAttribute("aria-rowcount"));
  const scrolled = await page.evaluate(async (frames) => {
    const grid = document.querySelector('[role="grid"]');
    let mounted = 0;
    const took = await meter.frames(frames, () => {
      grid.scrollTop += 300;
      mounted = Math.max(mounted, document.querySelectorAll('[role="row"]').length);
    });
    grid.scrollTop = 0;
    return { took, mounted };
  }, sizes.frames);
  const sort = [];
  for (let round = 0; round < sizes.sorts; round++) {
    const heading = page.getByRole("columnheader", { name: ["Price", "Sq ft"][round % 2] }).getByRole("button");
    await quiet(page);
    await page.evaluate(() => {
      const order = () => [...document.querySelectorAll('[id^="row-"]')].map(({ id }) => id).join();
      const before = order();
      globalThis.took = meter.since("click", () => order() !== before);
    });
    await heading.click();
    sort.push(await page.evaluate(() => globalThis.took));
  }
  const filter = await filtered(page, sizes);
  await context.close();
  return { rows: count, mounted: scrolled.mounted, scroll: scrolled.took, sort, filter };
}

/** Milliseconds from a click on a status, one of two that are chosen in turns, until another list is painted. */
async function filtered(page, sizes) {
  await page.keyboard.press("Escape");
  await page.keyboard.press("f");
  await page.getByRole("textbox", { name: "Filter by" }).fill("status");
  await page.keyboard.press("Enter");
  const box = (name) => page.getByRole("dialog", { name: "Filter" }).getByRole("checkbox", { name, exact: true });
  await box("Pending").click();
  const took = [];
  for (let round = 0; round < sizes.sorts; round++) {
    await quiet(page);
    await page.evaluate(() => {
      const count = () => document.querySelector('[role="grid"]').getAttribute("aria-rowcount");
      const before = count();
      globalThis.took = meter.since("click", () => count() !== before);
    });
    await box(["Closed", "Pending", "Pending", "Closed"][round % 4]).click(); // one of them is always chosen
    took.push(await page.evaluate(() => globalThis.took));
  }
  return took;
}

/** What is searched for: words of texts, numbers in part, nested addresses and phones; then what no record has. */
const queries = ["sacramento", "zzzz", "corner lot", "qqqq", "95814", "xxyy", "DEMO2", "yyzz", "(916) 555", "zzxx"];

/** Milliseconds from a paste into Cmd-K until what it finds is painted. */
export async function palette({ browser, rows, sizes }) {
  const { context, page } = await opened(browser, rows);
  await page.keyboard.press("Control+k");
  const input = page.getByRole("combobox", { name: "Search or do anything" });
  await input.waitFor();
  await input.fill("nobody has this");
  await page.waitForFunction(() => /^0 of/.test(document.querySelector('[role="dialog"] output')?.textContent ?? ""));
  const took = [];
  for (let round = 0; round < sizes.searches; round++) {
    await page.evaluate(() => {
      const total = () => document.querySelector('[role="dialog"] output').textContent;
      const before = total();
      globalThis.took = meter.since("input", () => total() !== before);
    });
    await input.fill(queries[round % queries.length]);
    took.push(await page.evaluate(() => globalThis.took));
  }
  await context.close();
  return { palette: took };
}
