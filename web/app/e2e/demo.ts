import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { binary, compiled, listening } from "./process";
import { addPeople, addRecords } from "./small";

declare module "vitest" {
  interface ProvidedContext {
    demo: string;
    small: string;
  }
}

/**
 * Makes the data of the tests' servers once, in folders that are provided by name: the demo's, and a small brokerage
 * with the same people. The servers start from copies, and share the code that plugins are compiled to, which takes
 * seconds to make.
 */
export default async function setup(project: TestProject): Promise<() => void> {
  const root = mkdtempSync(join(tmpdir(), "roomkey-data-"));
  const [demo, small] = [join(root, "demo"), join(root, "small")];
  await Promise.all([
    run(demo, ["--demo", "--demo-day", "2026-11-02"], async () => undefined),
    Promise.resolve(addPeople(small)).then(() => run(small, [], addRecords)),
  ]);
  mkdirSync(compiled, { recursive: true, mode: 0o700 });
  for (const folder of [demo, small]) {
    rmSync(join(folder, "compiled"), { recursive: true, force: true });
    symlinkSync(compiled, join(folder, "compiled"));
  }
  project.provide("demo", demo);
  project.provide("small", small);
  return () => rmSync(root, { recursive: true, force: true });
}

/** Runs a server on the data in a folder while something is done at its address. */
async function run(folder: string, flags: string[], act: (url: string) => Promise<void>): Promise<void> {
  const options = ["--data", folder, "--addr", "127.0.0.1:0", "--login-rate", "0"];
  const server: ChildProcess = spawn(binary, ["serve", ...flags, ...options], { stdio: ["ignore", "inherit", "pipe"] });
  await act(`http://${await listening(server)}`);
  server.kill("SIGTERM");
  await once(server, "exit");
}
