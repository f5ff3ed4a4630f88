// A list of 10,000 rows, and the palette over as many records.
import { api, connected, meter, quiet, signedIn } from "./browser.mjs";

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
  const scrolled = await scrolledList(page, sizes.frames);
  await copied(page);
  const scrolledLater = await scrolledList(page, sizes.frames);
  const bare = await scrolledBare(page, sizes.frames);
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
  const mounted = Math.max(scrolled.mounted, scrolledLater.mounted);
  return { rows: count, mounted, scroll: scrolled.took, scrollLater: scrolledLater.took, bare, sort, filter };
}

/** The frames of scrolling from the top of the list, and the rows that were mounted at most. */
function scrolledList(page, frames) {
  return page.evaluate(async (frames) => {
    const grid = document.querySelector('[role="grid"]');
    let mounted = 0;
    const took = await meter.frames(frames, () => {
      grid.scrollTop += 300;
      mounted = Math.max(mounted, document.querySelectorAll('[role="row"]').length);
    });
    grid.scrollTop = 0;
    return { took, mounted };
  }, frames);
}

/** Waits until the device writes no more copies of rows and documents. */
async function copied(page) {
  const count = () =>
    page.evaluate(async () => {
      let sum = 0;
      for (const { name } of await indexedDB.databases()) {
        const database = await new Promise((resolve) => {
          const request = indexedDB.open(name);
          request.onsuccess = () => resolve(request.result);
        });
        for (const store of ["rows", "documents"].filter((store) => database.objectStoreNames.contains(store))) {
          sum += await new Promise((resolve) => {
            const request = database.transaction(store).objectStore(store).count();
            request.onsuccess = () => resolve(request.result);
          });
        }
        database.close();
      }
      return sum;
    });
  for (let before = -1, now = await count(); now !== before; [before, now] = [now, await count()]) {
    await page.waitForTimeout(1_000);
  }
  await quiet(page);
}

/**
 * The frames of a page with nothing but copies of the mounted rows, which are moved to where the app mounts others:
 * what this browser takes to draw them on this machine, whoever puts them there.
 */
async function scrolledBare(page, frames) {
  const bare = await page.context().newPage();
  const html = await page.evaluate(() => {
    const sheets = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map(({ cssText }) => cssText));
    const grid = document.querySelector('[role="grid"]');
    const { width, height } = grid.getBoundingClientRect();
    const copy = grid.cloneNode(true);
    copy.style.width = `${width}px`;
    copy.style.height = `${height}px`;
    return `<style>${sheets.join("\n")}</style>${copy.outerHTML}`;
  });
  await bare.setContent(html);
  await bare.evaluate(meter);
  const took = await bare.evaluate(async (frames) => {
    const grid = document.querySelector('[role="grid"]');
    const rows = [...document.querySelectorAll('[id^="row-"]')];
    const height = rows[0].offsetHeight;
    return meter.frames(frames, () => {
      grid.scrollTop += 300;
      const first = Math.max(0, Math.floor(grid.scrollTop / height) - 6);
      for (const [at, row] of rows.entries()) {
        const index = first + ((at - first) % rows.length + rows.length) % rows.length;
        row.style.top = `${index * height}px`;
      }
    });
  }, frames);
  await bare.close();
  return took;
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
