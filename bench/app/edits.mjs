// An edit until it is painted, typing at full speed, and a teammate's keystrokes.
import { api, connected, quiet, signedIn } from "./browser.mjs";

/** Opens an escrow that agent1 shares with the team. */
async function opened(browser, url, email, at) {
  const person = await signedIn(browser, url, email);
  const owner = at.owner ?? person.user.id;
  const query = `filter[visibility]=team&filter[owner]=${owner}&sort=createdAt&limit=5`;
  const { items } = await api(url, person.token, "GET", `/escrows?${query}`);
  const page = await person.context.newPage();
  await page.goto(`${url}/escrows/${items[at.number].id}`);
  await notes(page).waitFor();
  await connected(page);
  await quiet(page);
  return { ...person, page, owner };
}

const notes = (page) => page.getByRole("textbox", { name: "Shared notes", exact: true });

/** Milliseconds from Enter until the written price is painted. */
export async function edit({ browser, demo, sizes, random }) {
  const { context, page } = await opened(browser, demo, "agent1@demo.test", { number: 0 });
  const field = page.getByRole("group", { name: "Purchase price", exact: true });
  await field.evaluate((element) => {
    globalThis.field = element;
  });
  const took = [];
  for (let round = 0; round < sizes.edits; round++) {
    const price = 300_000 + Math.floor(random() * 600_000);
    await field.getByRole("button", { name: "Purchase price" }).click();
    await field.getByRole("textbox").fill(String(price));
    await page.evaluate((digits) => {
      const value = () => globalThis.field.querySelector("[data-value]")?.textContent;
      globalThis.took = meter.since("keydown", () => value()?.replace(/\D/g, "") === digits);
    }, String(price));
    await field.getByRole("textbox").press("Enter");
    took.push(await page.evaluate(() => globalThis.took));
  }
  await context.close();
  return { edit: took };
}

/** Types into the notes with a key every pause() ms. Gives once all were sent. */
async function type(page, keys, pause, random) {
  const session = await page.context().newCDPSession(page);
  const began = performance.now();
  const sent = [];
  let due = 0;
  for (let at = 0; at < keys; at++) {
    due += pause();
    const early = began + due - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    const text = at % 7 === 6 ? " " : String.fromCharCode(97 + Math.floor(random() * 26));
    const key = { key: text, code: text === " " ? "Space" : `Key${text.toUpperCase()}`, text, unmodifiedText: text };
    sent.push(session.send("Input.dispatchKeyEvent", { type: "keyDown", ...key }));
    sent.push(session.send("Input.dispatchKeyEvent", { type: "keyUp", key: key.key, code: key.code }));
  }
  await Promise.all(sent);
  await session.detach();
}

/**
 * Typing at 100 keys a second: the frames meanwhile, those of as long a rest before, and each key until its paint. That
 * the browser tells, in steps of 8 ms, of keys that took 16 ms or more: messages wait in Chromium while keys come, some
 * 100 ms, so that a page that sends itself one would measure that.
 */
export async function typing({ browser, demo, sizes, random }) {
  const { context, page } = await opened(browser, demo, "agent1@demo.test", { number: 1 });
  await notes(page).focus();
  const rest = await page.evaluate((count) => meter.frames(count), Math.round(sizes.keys * 0.6));
  await page.evaluate(() => {
    globalThis.keys = [];
    globalThis.frames = [];
    const take = (list) => {
      for (const { name, duration } of list) if (name === "keydown") globalThis.keys.push(duration);
    };
    const observer = new PerformanceObserver((list) => take(list.getEntries()));
    observer.observe({ type: "event", durationThreshold: 16 });
    globalThis.told = () => take(observer.takeRecords());
    const next = (time) => {
      globalThis.frames.push(time);
      if (!globalThis.over) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await type(page, sizes.keys, () => 10, random);
  const { keys, frames } = await page.evaluate(async () => {
    globalThis.over = true;
    await meter.frames(10);
    globalThis.told();
    return { keys: globalThis.keys, frames: globalThis.frames };
  });
  await context.close();
  while (keys.length < sizes.keys) keys.push(16); // it took less
  return { key: keys, typing: frames.slice(1).map((time, at) => time - frames[at]), rest };
}

/** Milliseconds from a teammate's key until the letter is painted here. Both clocks are the machine's. */
export async function teammate({ browser, demo, sizes, random }) {
  const ana = await opened(browser, demo, "agent1@demo.test", { number: 2 });
  const abe = await opened(browser, demo, "agent2@demo.test", { number: 2, owner: ana.owner });
  await notes(ana.page).focus();
  await notes(ana.page).press("End");
  await ana.page.evaluate(() => {
    const area = document.activeElement;
    globalThis.typed = [];
    addEventListener("keydown", ({ timeStamp }) => globalThis.typed.push(performance.timeOrigin + timeStamp), true);
    globalThis.before = area.value.length;
  });
  await notes(abe.page).evaluate((area) => {
    globalThis.seen = [];
    const look = () => {
      const { length } = area.value;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => globalThis.seen.push([length, performance.timeOrigin + performance.now()]);
      port2.postMessage(0);
      if (!globalThis.over) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await type(ana.page, sizes.letters, () => 60 + random() * 80, random);
  const { typed, before } = await ana.page.evaluate(() => ({ typed: globalThis.typed, before: globalThis.before }));
  const all = before + typed.length;
  await abe.page.waitForFunction((all) => globalThis.seen.at(-1)?.[0] >= all, all);
  const seen = await abe.page.evaluate(() => globalThis.seen);
  const took = typed.map((at, index) => seen.find(([length]) => length > before + index)[1] - at);
  await ana.context.close();
  await abe.context.close();
  return { teammate: took };
}
