import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browser, serving } from "./browser";
import { Server } from "./server";

// The example of docs/client.md, in Node and in a browser.

const server = serving(new Server());
const folder = mkdtempSync(join(tmpdir(), "roomkey-example-"));
const source = new URL("../../client/src/example.ts", import.meta.url).pathname;
const { resolve } = createRequire(source);
const wasm = resolve("@automerge/automerge/automerge.wasm");
let token = "";

beforeAll(async () => {
  const { accessToken } = await server.signIn("agent1@demo.test");
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const made = await server.post<{ token: string }>("/tokens", accessToken, {
    name: "example",
    scope: "write",
    expiresAt,
  });
  token = made.token;
  await build({
    configFile: false,
    logLevel: "error",
    build: {
      outDir: folder,
      target: "esnext",
      lib: { entry: source, formats: ["es"], fileName: () => "example.mjs" },
    },
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the example says after a run: that it edits, and what waits before and after the server has saved. */
function expectRun(log: string[]): void {
  expect(log.filter((line) => !line.startsWith("escrow:updated"))).toEqual([
    expect.stringMatching(/ edits an escrow$/),
    "1 edit waits",
    "0 edits wait",
  ]);
}

test("the example on the page is the one that is tested", () => {
  const page = readFileSync(new URL("../../../docs/client.md", import.meta.url), "utf8");
  expect(page).toContain(readFileSync(source, "utf8").trim());
});

test("the example runs in Node, which ends by itself", async () => {
  const script = join(folder, "run.mjs");
  writeFileSync(
    script,
    `import { readFileSync } from "node:fs";
     import WebSocket from ${JSON.stringify(resolve("ws").replace(/index\.js$/, "wrapper.mjs"))};
     import { example } from "./example.mjs";
     const [origin, token, wasm] = process.argv.slice(2);
     console.log(JSON.stringify(await example(readFileSync(wasm), { origin, token, WebSocket })));`,
  );
  const run = promisify(execFile)(process.execPath, [script, server.url, token, wasm], { timeout: 60_000 });
  expectRun(JSON.parse((await run).stdout));
});

test("the example runs in a browser", async () => {
  const context = await browser.newContext({ bypassCSP: true, serviceWorkers: "block" });
  await context.route("**/example.mjs", (route) =>
    route.fulfill({ contentType: "text/javascript", body: readFileSync(join(folder, "example.mjs")) }),
  );
  await context.route("**/automerge.wasm", (route) =>
    route.fulfill({ contentType: "application/wasm", body: readFileSync(wasm) }),
  );
  const page = await context.newPage();
  await page.goto(server.url);
  // As a text: what compiles the tests would take the import for one of its own.
  const call = `import("/example.mjs").then(({ example }) => example("/automerge.wasm", { token: "${token}" }))`;
  expectRun(await page.evaluate<string[]>(call));
  await context.close();
});
