import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browser, serving, visitor } from "./browser";
import { Server } from "./server";

type Heard = { headers: Record<string, string | string[] | undefined>; body: string };

const heard: Heard[] = [];
let status = 200;
const endpoint = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (part: string) => {
    body += part;
  });
  request.on("end", () => {
    heard.push({ headers: request.headers, body });
    response.writeHead(status).end("<b>thanks</b>");
  });
});
const server = serving(new Server("small", ["--webhook-insecure"]), /400 \(Bad Request\)/); // a wrong address

beforeAll(() => new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve)));
afterAll(() => void endpoint.close());

/** Whether a request is signed by a secret, as a receiver computes it. */
function signed({ headers, body }: Heard, secret: string): boolean {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const wanted = `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
  return String(headers["webhook-signature"]).split(" ").includes(wanted);
}

test("a webhook is made, tested, told of a lead, paused, given a new secret and deleted", async () => {
  const { context, page } = await visitor(browser, `${server.url}/settings/webhooks`, "agent1@demo.test");
  const address = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/in`;
  const host = new URL(address).host;
  await page.getByLabel("Address").fill("ftp://hooks.example.com/in");
  await page.getByRole("combobox", { name: "Events" }).fill("Lead created");
  await page.getByRole("option", { name: "Lead created" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Make a webhook" }).click();
  await expect.poll(() => page.getByLabel("Address").getAttribute("aria-invalid")).toBe("true"); // it is not of the web
  await page.getByLabel("Address").fill(address);
  await page.getByRole("button", { name: "Make a webhook" }).click();
  const once = page.getByRole("status").filter({ hasText: "it is shown once" });
  const secret = (await once.locator("code").textContent()) ?? "";
  expect(secret).toMatch(/^whsec_/);

  await page.getByRole("button", { name: `Deliveries to ${host}` }).click();
  const log = page.getByRole("dialog", { name: `Deliveries to ${host}` });
  await log.getByText("Nothing was sent yet.").waitFor();
  await log.getByRole("button", { name: "Send a test" }).click();
  await log.getByRole("listitem").filter({ hasText: "Test" }).getByText("Delivered (200)").waitFor();
  expect(heard.map((one) => signed(one, secret))).toEqual([true]);

  const { accessToken } = await server.signIn("agent1@demo.test");
  const fields = { name: "Hella Hook", source: "referral", phone: "+12025550142", stage: "new" };
  await server.post("/leads", accessToken, { fields });
  const told = log.getByRole("listitem").filter({ hasText: "Lead created" });
  await expect
    .poll(async () => {
      await log.getByRole("button", { name: "Refresh" }).click();
      return told.getByText("Delivered (200)").count();
    })
    .toBe(1);
  await told.getByText("Its answer").click();
  await told.getByText("<b>thanks</b>").waitFor(); // hostile text stays text
  status = 500;
  await told.getByRole("button", { name: "Redeliver" }).click();
  await told.getByText("Failed (500), will be tried again").waitFor();
  expect(heard[2]?.headers["webhook-id"]).toBe(heard[1]?.headers["webhook-id"]);
  await page.keyboard.press("Escape");
  await log.waitFor({ state: "detached" });

  const row = page.getByRole("listitem").filter({ hasText: address });
  await row.getByText("Failing").waitFor();
  await row.getByRole("button", { name: `Pause ${host}` }).click();
  await row.getByText("Paused").waitFor();
  await row.getByRole("button", { name: `New secret for ${host}` }).click();
  await expect.poll(() => once.locator("code").textContent()).not.toBe(secret);
  await row.getByText("The secret before signs too for a day.").waitFor();
  page.on("dialog", (dialog) => void dialog.accept());
  await row.getByRole("button", { name: `Delete ${host}` }).click();
  await row.waitFor({ state: "detached" });
  await context.close();
});
