import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { binary, listening } from "./process";

declare module "vitest" {
  interface ProvidedContext {
    demo: string;
  }
}

/** Makes the demo's data once, in the folder that is provided as "demo". The tests' servers start from copies of it. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "roomkey-demo-"));
  const server = spawn(binary, ["serve", "--demo", "--data", folder, "--addr", "127.0.0.1:0"], {
    stdio: ["ignore", "inherit", "pipe"],
  });
  await listening(server);
  server.kill("SIGTERM");
  await once(server, "exit");
  project.provide("demo", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
