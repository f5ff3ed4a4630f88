import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const executables = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The system's Chromium with nothing of its own to do on the network. */
export function launch(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? executables.find(existsSync);
  return chromium.launch({
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
    ],
  });
}

/**
 * A device of its own, or that of the page opened, which was signed in on the page at url and is ready to start without
 * a network.
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
  await page.goto(url);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("demo-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("status", { name: "Connection" }).getByText("Connected").waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return { context, page };
}

const complaints: string[] = [];

/** The errors of all pages since the last call, except network errors, which tests provoke. Each file expects none. */
export function complained(): string[] {
  return complaints.splice(0);
}

function complain(page: Page, email: string): void {
  page.on("pageerror", (error) => complaints.push(`${email}: ${error}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/net::ERR_/.test(message.text())) complaints.push(`${email}: ${message.text()}`);
  });
}

/** The badge's words. */
export function badge(page: Page) {
  return page.getByRole("status", { name: "Connection" });
}

/** Signs out by one's own menu. */
export async function leave(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Settings and more" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
}

/** A field of the record that is open. */
export function field(page: Page, label: string) {
  return page.getByLabel(label, { exact: true });
}

/** Types into a field as a person does. */
export async function set(page: Page, label: string, text: string): Promise<void> {
  await field(page, label).fill(text);
  await field(page, label).press("Enter");
}

/** What a field shows. */
export function value(page: Page, label: string): Promise<string> {
  return field(page, label).inputValue();
}

/** Opens the dialog for a task by its title. */
export async function choose(page: Page, title: string) {
  const tray = page.getByRole("region", { name: "Tasks", exact: true });
  if (!(await tray.isVisible())) await page.getByRole("button", { name: /^Tasks/ }).click();
  await tray.getByRole("button", { name: "Run a task" }).click();
  await page.getByRole("dialog").getByRole("button", { name: title }).click();
  return { tray, dialog: page.getByRole("dialog", { name: title }) };
}
