// How long it takes until a device is ready: empty, warm and offline, and behind a slow network.
import { api, connected, signedIn } from "./browser.mjs";

const early = { waitUntil: "commit" };

/** How many documents a user may read: of every record one, and another where it has private values. */
async function documents(url, token) {
  const { items } = await api(url, token, "GET", "/catalog?limit=10000");
  return items.reduce((sum, item) => sum + 1 + (Object.keys(item.private ?? {}).length > 0 ? 1 : 0), 0);
}

/**
 * What tells in the page of each transaction that has written documents, put there before the app: to ask the disk every
 * few milliseconds takes a tenth of the processor's time of a start.
 */
function writes() {
  const { transaction } = IDBDatabase.prototype;
  let tell;
  globalThis.writes = { database: undefined, count: 0, next: () => new Promise((resolve) => (tell = resolve)) };
  IDBDatabase.prototype.transaction = function (...asked) {
    const made = transaction.apply(this, asked);
    if (made.mode === "readwrite" && made.objectStoreNames.contains("documents")) {
      made.addEventListener("complete", () => {
        globalThis.writes.database = this.name;
        globalThis.writes.count++;
        tell?.();
      });
    }
    return made;
  };
}

/** When the device holds so many documents, and when it asked for them: milliseconds since the navigation. */
function stored(page, count) {
  return page.evaluate(async (count) => {
    if (writes.count === 0) await writes.next();
    const database = await new Promise((resolve) => {
      const request = indexedDB.open(writes.database);
      request.onsuccess = () => resolve(request.result);
    });
    for (;;) {
      const before = writes.count;
      const keys = await new Promise((resolve) => {
        const request = database.transaction("documents").objectStore("documents").getAllKeys();
        request.onsuccess = () => resolve(request.result);
      });
      // A pack of several has their ids in its key.
      const counted = keys.reduce((sum, [id, kind]) => sum + (id === "pack" ? kind.split(" ").length : 1), 0);
      if (counted >= count) break;
      if (writes.count === before) await writes.next();
    }
    const at = performance.now();
    database.close();
    const asked = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/sync/bulk"));
    return { at, asked: asked?.startTime ?? 0, longest: await meter.longest() };
  }, count);
}

/**
 * Opens the app in a browser without documents, several times: what each gave when the device held all, and how many.
 * With started, it has the schema, as a device where the app was started before.
 */
async function emptied(browser, url, email, rounds, started = false) {
  const held = [];
  let count = 0;
  for (let round = 0; round < rounds; round++) {
    const { context, token } = await signedIn(browser, url, email);
    count = await documents(url, token);
    const schema = started && JSON.stringify(await api(url, token, "GET", "/schema"));
    await context.addInitScript(writes);
    await context.addInitScript((schema) => schema && localStorage.setItem("roomkey/schema", schema), schema);
    const page = await context.newPage();
    await page.goto(`${url}/`, early);
    held.push(await stored(page, count));
    await context.close();
  }
  return { held, count };
}

/**
 * From the request for 1,000 documents until they are on the disk, in a browser that holds none of them but has started
 * the app before: where it has not, they are asked for before the app is there.
 */
export async function bulk({ browser, thousand, sizes }) {
  const { held, count } = await emptied(browser, thousand, "agent1@demo.test", sizes.starts, true);
  return { bulk: held.map(({ at, asked }) => at - asked), bulkDocuments: count };
}

/** From the navigation of an empty browser until the device holds all documents of the demo. */
export async function empty({ browser, demo, sizes }) {
  const { held, count } = await emptied(browser, demo, "broker@demo.test", sizes.starts);
  return {
    empty: held.map(({ at }) => at),
    emptyAsked: held.map(({ asked }) => asked),
    emptyDocuments: count,
    emptyTask: held.map(({ longest }) => longest),
  };
}

/** From the navigation of the installed app without a network until rows are painted. */
export async function warm({ browser, demo, sizes }) {
  const { context, token } = await signedIn(browser, demo, "broker@demo.test", { worker: true });
  await context.addInitScript(writes);
  const page = await context.newPage();
  await page.goto(`${demo}/listings?view=all`);
  await connected(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await stored(page, await documents(demo, token));
  await page.close();
  await context.setOffline(true);
  const took = [];
  for (let round = 0; round < sizes.starts; round++) {
    const tab = await context.newPage();
    await tab.goto(`${demo}/listings?view=all`, early);
    took.push(await tab.evaluate(() => meter.painted(() => document.querySelector('[id^="row-"]') !== null)));
    await tab.close();
  }
  await context.close();
  return { warm: took };
}

/** At 1.6 Mbit/s and 300 ms: from the click on Sign in, as soon as there is a form, until rows are painted. */
export async function slow({ browser, demo, sizes }) {
  const took = [];
  for (let round = 0; round < Math.min(sizes.starts, 3); round++) {
    const { context } = await signedIn(browser, demo, "broker@demo.test");
    await context.clearCookies();
    await context.addInitScript(() => {
      if (!sessionStorage.getItem("here")) localStorage.clear(); // nobody has signed in here
      sessionStorage.setItem("here", "yes");
    });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    const throughput = 1_600_000 / 8;
    await session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 300,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    });
    await page.goto(`${demo}/listings?view=all`, early);
    await page.getByLabel("Email").fill("broker@demo.test");
    await page.getByLabel("Password", { exact: true }).fill("demo-password");
    await page.evaluate(() => {
      globalThis.took = meter.since("click", () => document.querySelector('[id^="row-"]') !== null);
    });
    await page.getByRole("button", { name: "Sign in" }).click();
    took.push(await page.evaluate(() => globalThis.took));
    await context.close();
  }
  return { slow: took };
}
