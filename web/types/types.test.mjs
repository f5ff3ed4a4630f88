import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import { documentPath, generate, typesPath } from "./generate.mjs";

const document = readFileSync(documentPath, "utf8");

test("the types are those of the document", { timeout: 60_000 }, async () => {
  const kept = readFileSync(typesPath, "utf8");
  expect(await generate(), "src/lib/api.gen.ts is out of date: npm run api").toBe(kept);
});

test("the document is valid OpenAPI 3.1", { timeout: 60_000 }, async () => {
  const config = await createConfig({
    extends: ["spec"],
    rules: { "operation-4xx-response": "error", "operation-operationId-unique": "error" },
  });
  const problems = await lintFromString({ source: document, absoluteRef: documentPath.pathname, config });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([
    // Whoever asks for these can do nothing wrong.
    ["operation-4xx-response", "Operation must have at least one `4XX` response.", "#/paths/~1about/get/responses"],
    [
      "operation-4xx-response",
      "Operation must have at least one `4XX` response.",
      "#/paths/~1openapi.json/get/responses",
    ],
  ]);
});

test("a client of the document compiles", { timeout: 60_000 }, () => {
  const compiler = new URL("../node_modules/typescript/bin/tsc", import.meta.url).pathname;
  const project = new URL(".", import.meta.url).pathname;
  const run = () => execFileSync(process.execPath, [compiler, "--noEmit", "--project", project], { encoding: "utf8" });
  expect(run).not.toThrow();
});
