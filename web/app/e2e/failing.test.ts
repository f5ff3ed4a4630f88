import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { badge, browser, serving, visitor } from "./browser";
import { Server } from "./server";

// A server that fails while its sockets work: nothing loads for ever, and everything says why and can be tried again.

const server = serving(new Server(), /status of 50[0-9]/);

/** What each screen says where it can't be filled. */
const screens: [path: string, title: string][] = [
  ["/", "Your records could not be fetched"],
  ["/escrows", "Your records could not be fetched"],
  ["/leads?layout=board", "Your records could not be fetched"],
  ["/appointments", "Your records could not be fetched"],
  ["/appointments?show=agenda", "Your records could not be fetched"],
  ["/appointments?show=table", "Your records could not be fetched"],
  ["/tasks", "The tasks could not be fetched"],
  ["/tasks/11111111-1111-4111-8111-111111111111", "The task could not be fetched"],
  ["/inbox", "Your notifications could not be fetched"],
  ["/reports/pipeline", "The report could not be fetched"],
  ["/monitoring", "The figures could not be fetched"],
  ["/settings/devices", "Your devices could not be fetched"],
  ["/settings/tokens", "Your tokens could not be fetched"],
  ["/settings/calendar", "Your feed could not be fetched"],
  ["/settings/webhooks", "The webhooks could not be fetched"],
  ["/settings/members", "The members could not be fetched"],
  ["/settings/plugins", "The plugins could not be fetched"],
  ["/settings/access", "The sign-ins could not be fetched"],
  ["/settings/audit", "The log could not be fetched"],
];

const answers = /\/api\/v1\/(?!auth|about|me$|schema)/;
const body = JSON.stringify({ code: "internal", detail: "something failed" });
const shown = (page: Page) => page.getByRole("main");

/** Goes to an address without loading the app again, which takes most of the time. */
function go(page: Page, path: string): Promise<void> {
  return page.evaluate((path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate", { state: null }));
  }, path);
}

/** Forgets all records of the device, as a browser does that was short of room. */
async function forget(page: Page): Promise<void> {
  await page.goto(`${server.url}/healthz`);
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise((resolve) => {
        const request = indexedDB.deleteDatabase(name as string);
        request.onsuccess = request.onblocked = resolve;
      });
    }
  });
}

test("a server that answers 500 leaves no screen loading, and what is old is said to be", async () => {
  const { context, page } = await visitor(browser, `${server.url}/escrows`, "broker@demo.test");
  await shown(page).getByRole("row").nth(3).waitFor();
  await context.route(answers, (route) => route.fulfill({ status: 500, contentType: "application/json", body }));

  // What this device holds is shown, and said to be old, until the server answers again.
  await page.reload();
  await shown(page).getByRole("row").nth(3).waitFor();
  await expect.poll(() => badge(page).textContent()).toBe("Not up to date");
  await page.getByText("What is shown may be out of date.").waitFor();
  await context.unroute(answers);
  await expect.poll(() => badge(page).textContent(), { timeout: 40_000 }).toBe("Connected"); // by itself
  expect(await shown(page).getByText("What is shown may be out of date.").count()).toBe(0);

  await context.route(answers, (route) => route.fulfill({ status: 500, contentType: "application/json", body }));
  await forget(page);
  await page.goto(server.url);
  for (const [path, title] of screens) {
    await go(page, path);
    const told = shown(page).getByRole("alert").filter({ hasText: title });
    await told.first().waitFor();
    expect(await told.first().textContent(), path).toMatch(/could not answer/);
    await told.getByRole("button", { name: "Try again" }).first().waitFor();
    expect(await shown(page).getByRole("status", { name: "Loading" }).count(), path).toBe(0);
  }
  await page.goto(`${server.url}/escrows`);
  const again = shown(page).getByRole("alert").getByRole("button", { name: "Try again" });
  await again.waitFor();
  await context.unroute(answers);
  await again.click().catch(() => undefined); // unless it has tried by itself just now
  await shown(page).getByRole("row").nth(3).waitFor();
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  await context.close();
});

/** What something else than the server answers, as JSON. */
const strange = ["{}", "[]", "null", '"welcome"', '{"items":{}}', '{"items":[null]}'];

test("an answer that comes too late: the page says so, and not that nothing was done", async () => {
  const { context, page } = await visitor(browser, server.url, "agent3@demo.test");
  let answer = () => {};
  const late = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(/\/api\/v1\/tokens$/, async (route) => {
    const response = await route.fetch(); // the server does what is asked
    await late;
    await route.fulfill({ response }).catch(() => undefined);
  });
  await page.evaluate(() => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (time) => timeout(time / 30); // a request is given up after a second
  });
  await go(page, "/settings/tokens");
  await page.getByText("Your tokens could not be fetched").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Slow");
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.getByText("It may have been done all the same").waitFor();
  answer();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("listitem").filter({ hasText: "Slow" }).getByText("Never used, good until").waitFor();
  await context.close();
});

test("answers that are JSON of something else break no screen, and are not taken for empty lists", async () => {
  const { context, page } = await visitor(browser, `${server.url}/escrows`, "broker@demo.test");
  const row = shown(page).getByRole("row").nth(3);
  await row.waitFor();
  for (const body of strange) {
    await context.unroute(answers);
    await context.route(answers, (route) => route.fulfill({ status: 200, contentType: "application/json", body }));
    await page.reload(); // what the app asks for at its start is answered so too
    await row.waitFor(); // of this device
    for (const [index, [path, title]] of screens.entries()) {
      if (title.startsWith("Your records")) continue; // they are on this device
      if (body !== strange[0] && index % strange.length !== strange.indexOf(body)) continue; // in turns: it takes long
      await go(page, path);
      const told = shown(page).getByRole("alert").filter({ hasText: title });
      await told.first().waitFor();
      expect(await told.first().textContent(), `${body} at ${path}`).toMatch(/Something else than Roomkey answers/);
      await told.getByRole("button", { name: "Try again" }).first().waitFor();
    }
    await go(page, "/");
    await shown(page).getByText("The last actions could not be fetched.").waitFor();
    await go(page, "/escrows");
    await row.waitFor();
  }
  await context.unroute(answers);
  await page.reload();
  await expect.poll(() => badge(page).textContent()).toBe("Connected");
  expect(await shown(page).getByRole("alert").count()).toBe(0);
  await context.close();
});
