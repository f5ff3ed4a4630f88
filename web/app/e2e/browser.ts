import { existsSync } from "node:fs";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
  type Page,
} from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import type { Server } from "./server";

const executables = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * What Chromium need not do in a test. The first three would be pages of its own in each window, in processes that take
 * a third of all its time; the others are Playwright's list, which this one takes the place of.
 */
const features = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
];

/**
 * The browser of all files that this process tests, one after the other: to start one takes over a second of a
 * processor, and what a file keeps in it is in contexts of its own. It is there from serving on, and ends with the
 * process.
 */
export let browser: Browser;

/**
 * Has a file's tests find a server that runs, and the browser. After them it closes all pages with what their contexts
 * keep, ends the server, and fails if a page has complained of anything but what the tests provoke.
 */
export function serving<T extends { start(): Promise<void>; stop(): Promise<void> }>(served: T, provoked?: RegExp): T {
  beforeAll(async () => {
    const launched = browser?.isConnected() ? browser : start();
    [browser] = await Promise.all([launched, served.start()]);
  });
  afterAll(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
    await served.stop();
    expect(complained().filter((complaint) => !provoked?.test(complaint))).toEqual([]);
  });
  return served;
}

/** The system's Chromium with nothing of its own to do on the network. */
export function start(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? executables.find(existsSync);
  return chromium.launch({
    ...options,
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--disable-features=${features.join(",")}`,
    ],
  });
}

/**
 * A device of its own that is signed in, in a browser that keeps nothing of the app for a start without a network: to
 * keep it takes a device two and a half seconds of a processor, which is twice as much as all else of its first page.
 */
export function visitor(browser: Browser, url: string, email: string, options: BrowserContextOptions = {}) {
  return device(browser, url, email, { ...options, serviceWorkers: "block" });
}

/**
 * A device of its own, or that of the page opened, whose user is signed in on the page at url and which is ready to
 * start without a network. It is signed in by REST, as the form does it; the form is tried by shell.test.ts.
 */
export async function device(
  browser: Browser,
  url: string,
  email: string,
  options: BrowserContextOptions = {},
  opened?: Page,
): Promise<{ context: BrowserContext; page: Page }> {
  const page = opened ?? (await (await browser.newContext(options)).newPage());
  const context = page.context();
  complain(page, email);
  const data = { email, password: "demo-password" };
  const answer = await context.request.post(new URL("/api/v1/auth/login", url).href, { data }); // it sets the cookies
  const { user } = await answer.json();
  await page.addInitScript((user) => {
    if (sessionStorage.getItem("test")) return; // this was the first page
    sessionStorage.setItem("test", "signed in");
    localStorage.setItem("roomkey/user", user);
  }, JSON.stringify(user));
  await page.goto(url);
  await badge(page).getByText("Connected").waitFor();
  if (options.serviceWorkers !== "block") {
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }
  return { context, page };
}

/** Signs in by the form on the page. */
export async function signIn(page: Page, email: string, password = "demo-password"): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const complaints: string[] = [];

/** The errors of all pages since the last call, except network errors, which tests provoke. */
function complained(): string[] {
  return complaints.splice(0);
}

function complain(page: Page, email: string): void {
  page.on("pageerror", (error) => complaints.push(`${email}: ${error}`));
  page.on("console", (message) => {
    if (message.type() !== "error" || /net::ERR_/.test(message.text())) return;
    complaints.push(`${email}: ${message.text()}, ${message.location().url}`);
  });
}

/** The badge's words. */
export function badge(page: Page) {
  return page.getByRole("status", { name: "Connection" });
}

/** Shows the page at an address as a link does: nothing is loaded again. */
export async function show(page: Page, path: string): Promise<void> {
  await page.evaluate((path) => history.pushState(null, "", path), path);
}

/** Goes to a page by the sidebar. */
export async function goTo(page: Page, place: string): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: place }).click();
}

/** Signs out by one's own menu. */
export async function leave(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Settings and more" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
}

/** A field of the record that is open: its value as text, or its input while it is edited. */
export function field(page: Page, label: string) {
  return page.getByRole("group", { name: label, exact: true });
}

/** Types into a field as a person does: a click makes the value an input, Enter writes it. */
export async function set(page: Page, label: string, text: string): Promise<void> {
  await field(page, label).getByRole("button", { name: label }).click();
  const inputs = field(page, label);
  const input = inputs.getByRole("textbox").or(inputs.getByRole("combobox")); // the latter offers what is known
  await input.fill(text);
  await input.press("Enter");
  await input.waitFor({ state: "detached" });
}

/** What a field shows: the words after its label. A collaborative text shows in its text area. */
export async function value(page: Page, label: string): Promise<string> {
  await textArea(page, label).or(field(page, label)).first().waitFor();
  if ((await textArea(page, label).count()) > 0) return textArea(page, label).inputValue();
  return (await field(page, label).locator("[data-value]").textContent()) ?? "";
}

/** The text area of a collaborative text. */
export function textArea(page: Page, label: string) {
  return page.getByRole("textbox", { name: label, exact: true });
}

/** Chooses an option of a field, or of a cell of a row: "Status, Loan". */
export async function pick(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${label}`) }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

/**
 * Makes the device's schema forget the bounds of numbers, as one of an older server would: then the app lets pass what
 * the server puts right. The page is loaded again.
 */
export async function forgetBounds(page: Page): Promise<void> {
  await page.evaluate(() => {
    const schema = localStorage.getItem("roomkey/schema") ?? "";
    localStorage.setItem("roomkey/schema", schema.replace(/,"(min|max)":-?\d+/g, ""));
  });
  await page.reload();
}

/** Opens the dialog for a task by its title. */
export async function choose(page: Page, title: string) {
  const tray = page.getByRole("region", { name: "AI tasks", exact: true });
  const from = (await tray.isVisible()) ? tray : page.getByRole("main"); // there is no tray without tasks
  await from.getByRole("button", { name: "Run a task" }).click();
  await page.getByRole("dialog").getByRole("button", { name: title }).click();
  return { tray, dialog: page.getByRole("dialog", { name: title }) };
}

/** Waits until the device holds the documents and rows of all records that its user may read. */
export async function holdsAll(page: Page, server: Server, accessToken: string): Promise<void> {
  const { items } = await server.get<{ items: unknown[] }>("/catalog?limit=10000", accessToken);
  await expect.poll(() => documents(page), { timeout: 30_000 }).toBeGreaterThanOrEqual(items.length);
  await expect.poll(() => hasRows(page), { timeout: 30_000 }).toBe(true);
}

/** Whether all rows of the first catalog are on the disk: how far it was read is written last. */
function hasRows(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const name = (await indexedDB.databases()).find(({ name }) => name?.startsWith("roomkey-rows-"))?.name;
    if (!name) return false;
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
    });
    return new Promise((resolve) => {
      const request = database.transaction("rows").objectStore("rows").count("cursor");
      request.onsuccess = () => {
        resolve(request.result > 0);
        database.close();
      };
    });
  });
}

/** How many documents the device holds. */
export function documents(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const name = (await indexedDB.databases()).find(({ name }) => /^roomkey-[0-9a-f]{8}-/.test(name ?? ""))?.name;
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name as string);
      request.onsuccess = () => resolve(request.result);
    });
    return new Promise((resolve) => {
      const request = database.transaction("documents").objectStore("documents").getAllKeys();
      request.onsuccess = () => {
        const keys = request.result as string[][];
        const ids = keys.flatMap(([id, kind = ""]) =>
          id === "pack" ? kind.split(" ") : kind === "snapshot" ? id : [],
        );
        resolve(new Set(ids).size);
        database.close();
      };
    });
  });
}

/** The purchase price that a page shows, in whole dollars, however it is written. */
export async function price(page: Page): Promise<string> {
  return (await value(page, "Purchase price")).replace(/\D/g, "");
}

/** Kills the process that shows a page, as a crash does: nothing of the page runs any more. */
export async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => undefined); // nobody is left to answer
  await crashed;
}
