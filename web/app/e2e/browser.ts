import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

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

/** A device of its own, signed in, and ready to start without a network. */
export async function device(
  browser: Browser,
  url: string,
  email: string,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(`${email}:`, error));
  page.on("console", (message) => message.type() === "error" && console.error(`${email}:`, message.text()));
  await page.goto(url);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("demo-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("status", { name: "Connection" }).getByText("Connected").waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return { context, page };
}

/** The badge's words. */
export function badge(page: Page) {
  return page.getByRole("status", { name: "Connection" });
}
