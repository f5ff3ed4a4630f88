import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test, vi } from "vitest";

const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");

test("a document waits for what was offered, and afterwards nothing waits", async () => {
  vi.resetModules();
  const { automergeMissing, loadAutomerge, offerAutomerge } = await import("./automerge");
  expect(automergeMissing()).toBeUndefined(); // nobody has offered any: it was loaded otherwise
  offerAutomerge(readFileSync(wasm));
  const missing = automergeMissing();
  expect(missing).toBe(loadAutomerge());
  await missing;
  expect(automergeMissing()).toBeUndefined();
});
