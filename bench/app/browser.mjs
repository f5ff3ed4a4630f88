// The browser that the figure "app" measures in, and who is signed in there.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

// The app's browser tests have it; its version is theirs.
const { chromium } = createRequire(new URL("../../web/app/package.json", import.meta.url))("playwright-core");

const executables = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The system's Chromium with nothing of its own to do on the network. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || executables.find(existsSync),
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--disable-quic"],
  });
}

/**
 * A context in which somebody is signed in who has never opened the app there: it holds the cookie and the account, and
 * no file, row or document. With worker, the app may install itself.
 */
export async function signedIn(browser, url, email, { worker = false } = {}) {
  const context = await browser.newContext({
    serviceWorkers: worker ? "allow" : "block",
    viewport: { width: 1280, height: 800 },
  });
  context.setDefaultTimeout(30_000);
  const response = await context.request.post(`${url}/api/v1/auth/login`, {
    data: { email, password: "demo-password" },
    headers: { Origin: url },
  });
  if (!response.ok()) throw new Error(`${email} can't sign in: ${response.status()} ${await response.text()}`);
  const { user, accessToken } = await response.json();
  await context.addInitScript(meter);
  await context.addInitScript((user) => localStorage.setItem("roomkey/user", JSON.stringify(user)), user);
  return { context, user, token: accessToken };
}

/** Calls the API. */
export async function api(url, token, method, path, body) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}

/** Waits until the page is connected and its rows are there. */
export async function connected(page) {
  await page.getByRole("status", { name: "Connection" }).getByText("Connected").waitFor();
}

/** Waits until ten frames come in time, at most two seconds: what was before does not delay what is measured next. */
export async function quiet(page) {
  await page.evaluate(async () => {
    const until = performance.now() + 2_000;
    for (let calm = 0; calm < 10 && performance.now() < until; ) {
      calm = (await meter.frames(1))[0] < 25 ? calm + 1 : 0;
    }
  });
}

/** What measures in the page. It is put there before the app, and watches long tasks from the beginning. */
export function meter() {
  const tasks = [];
  if (PerformanceObserver.supportedEntryTypes?.includes("longtask")) {
    new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask", buffered: true });
  }
  /** The next frame: whether done holds in it, and when it was painted. */
  const frame = (done) =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const holds = done();
        const { port1, port2 } = new MessageChannel(); // its message comes after the frame
        port1.onmessage = () => resolve({ holds, at: performance.now() });
        port2.postMessage(0);
      });
    });
  const patience = 40_000; // milliseconds
  const painted = async (done) => {
    for (const until = performance.now() + patience; performance.now() < until; ) {
      const { holds, at } = await frame(done);
      if (holds) return at;
    }
    throw new Error(`it is not painted: ${done}`);
  };
  globalThis.meter = {
    /** When a frame is painted in which done holds: milliseconds since the navigation. */
    painted,
    /** Milliseconds from the next event of a type until a frame is painted in which done holds. */
    since: async (type, done) => {
      const began = await new Promise((resolve) =>
        addEventListener(type, ({ timeStamp }) => resolve(timeStamp), { capture: true, once: true }),
      );
      return (await painted(done)) - began;
    },
    /** The milliseconds between so many frames, as the display asks for them; act is called in each. */
    frames: async (count, act = () => {}) => {
      const times = [];
      await new Promise((resolve) => {
        const next = (time) => {
          times.push(time);
          if (times.length > count) return resolve();
          act(times.length);
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      });
      return times.slice(1).map((time, at) => time - times[at]);
    },
    /** Forgets the long tasks so far. */
    forget: () => void tasks.splice(0),
    /** The longest task of over 50 ms since then, in milliseconds; 0 where there was none. */
    longest: async () => {
      await new Promise((resolve) => setTimeout(resolve, 300)); // they are told later
      return Math.max(0, ...tasks.map(({ duration }) => duration));
    },
  };
}

/** Numbers from 0 to 1; the same seed gives the same. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
