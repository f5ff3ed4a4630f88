// Draws docs/screens.md: each screen of the built app with the demo's data, light, dark and on a phone.
//   npm run build && go build -o bin/roomkey ./cmd/roomkey && node web/app/build/screens.mjs
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const root = new URL("../../../", import.meta.url).pathname;
const folder = join(root, "docs/screens");
const looks = [
  { name: "light", width: 1280, height: 800, colorScheme: "light" },
  { name: "dark", width: 1280, height: 800, colorScheme: "dark" },
  { name: "phone", width: 390, height: 844, colorScheme: "light" },
];

const first = (type) => async (page) => {
  const grid = page.getByRole("grid").getByRole("link");
  await open(page, type === "leads" ? "/leads?view=all" : `/${type}`); // leads open as a board
  await grid.first().click();
  await page.getByRole("heading", { level: 1 }).waitFor();
};
const at = (path) => (page) => open(page, path);

/** Each screen: its title, and how one gets there as a broker who is signed in. */
const screens = [
  ["Sign in", async () => undefined],
  ["Home", at("/")],
  ["Inbox", at("/inbox")],
  ["Escrows", at("/escrows")],
  ["Listings", at("/listings")],
  ["Clients", at("/clients")],
  ["Appointments", at("/appointments")],
  ["Leads", at("/leads")],
  ["Escrows as a board", at("/escrows?layout=board")],
  ["A month", at("/appointments?show=month")],
  ["An escrow", first("escrows")],
  ["A listing", first("listings")],
  ["A client", first("clients")],
  ["A lead", first("leads")],
  ["Search", palette("maple")],
  ["A sentence for the AI", palette("Create escrow for 123 Main St at $500,000 closing June 5")],
  ["Keyboard shortcuts", keys],
  ["AI tasks", at("/tasks")],
  ["The AI tray", tray],
  ["A review", review],
  ["Import", at("/import/clients")],
  ["Columns of an import", columns],
  ["Reports", at("/reports/pipeline")],
  ["Monitoring", at("/monitoring")],
  ["Settings", at("/settings/profile")],
  ["Members and teams", at("/settings/members")],
  ["Plugins", at("/settings/plugins")],
  ["Audit log", at("/settings/audit")],
  ["Offline", offline],
];

function palette(typed) {
  return async (page) => {
    await open(page, "/escrows");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search or do anything" }).fill(typed);
    await page.getByRole("option").first().waitFor();
  };
}

async function tray(page) {
  await open(page, "/leads?view=all");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or do anything" }).fill("Score leads");
  await page.getByRole("option", { name: "Score leads" }).click();
  const dialog = page.getByRole("dialog", { name: "Score leads" });
  await dialog.getByRole("checkbox", { name: "Every open lead" }).check();
  await dialog.getByRole("button", { name: "Run", exact: true }).click();
  await page
    .getByRole("link", { name: /^Review / })
    .first()
    .waitFor();
}

const table = `First,Last,E-mail Address,Cell,Budget,Notes
Ana,Reyes,ana.reyes@example.com,(916) 555-0142,450k,Met at the open house
Ben,Okafor,ben.okafor@example,916-555-0143,"$1,250,000",Wants a garden
Olga,Żak,olga.zak@example.com,+1 916 555 0144,620000,
`;

async function columns(page) {
  await open(page, "/import/clients");
  const file = { name: "contacts.csv", mimeType: "text/csv", buffer: Buffer.from(table) };
  const picker = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a file" }).click();
  await (await picker).setFiles(file);
  await page.getByRole("table", { name: "Columns of the file" }).waitFor();
}

async function review(page) {
  await page
    .getByRole("link", { name: /^Review / })
    .first()
    .click(); // what the tray has
  await page.getByRole("grid", { name: "Changes" }).waitFor();
}

async function keys(page) {
  await open(page, "/escrows");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
}

async function offline(page) {
  await open(page, "/escrows");
  await page.context().setOffline(true);
  await page.getByRole("status", { name: "Connection" }).getByText("Offline").waitFor();
}

async function open(page, path) {
  await page.goto(new URL(path, page.url()).href);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
}

async function signIn(page, url) {
  await page.goto(url);
  await page.getByLabel("Email").fill("broker@demo.test");
  await page.getByLabel("Password", { exact: true }).fill("demo-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: /^Good / }).waitFor(); // a phone shows no connection that is well
}

async function serve(data) {
  const flags = ["serve", "--demo", "--data", data, "--addr", "127.0.0.1:0", "--login-rate", "0"];
  const server = spawn(join(root, "bin/roomkey"), flags, { stdio: ["ignore", "ignore", "pipe"] });
  const address = await new Promise((resolve, reject) => {
    let told = "";
    server.on("exit", () => reject(new Error("the server ended")));
    server.stderr.on("data", (data) => {
      told += data;
      const listening = told.split("\n").find((line) => line.includes('"msg":"listening"') && line.endsWith("}"));
      if (listening) resolve(JSON.parse(listening).addr);
    });
  });
  return { server, url: `http://${address}/` };
}

const fileOf = (title, look) => `${title.toLowerCase().replaceAll(" ", "-")}-${look}.jpg`;

/** One look at a time, each on a device of its own; a screen that can't be reached is named and left out. */
async function draw(browser, url, { name, width, height, colorScheme }) {
  const options = {
    viewport: { width, height },
    colorScheme,
    reducedMotion: "reduce",
    timezoneId: "America/Los_Angeles",
  };
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(url);
  await page.getByLabel("Email").waitFor();
  const drawn = [];
  for (const [title, go] of screens) {
    try {
      if (title === "Home") await signIn(page, url);
      await go(page);
      await page.waitForTimeout(700); // rows and faces come
      await page.screenshot({ path: join(folder, fileOf(title, name)), type: "jpeg", quality: 50 });
      drawn.push(title);
    } catch (error) {
      console.error(`${title}, ${name}: ${error.message.split("\n")[0]}`);
      process.exitCode = 1;
    }
  }
  await context.close();
  return new Set(drawn);
}

const data = mkdtempSync(join(tmpdir(), "roomkey-screens-"));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { server, url } = await serve(data);
try {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  const drawn = new Map();
  for (const look of looks) drawn.set(look.name, await draw(browser, url, look));
  await browser.close();
  const page = screens.map(([title]) => {
    const images = looks
      .filter(({ name }) => drawn.get(name).has(title))
      .map(
        ({ name, width }) => `<img src="screens/${fileOf(title, name)}" alt="${title}, ${name}" width="${width / 3}">`,
      );
    return `## ${title}\n\n${images.join("\n")}\n`;
  });
  const head = "# Screens\n\nMade by `node web/app/build/screens.mjs` from the demo: light, dark, and on a phone.\n";
  writeFileSync(join(root, "docs/screens.md"), `${head}\n${page.join("\n")}`);
} finally {
  server.removeAllListeners("exit");
  server.kill("SIGTERM");
  rmSync(data, { recursive: true, force: true });
}
