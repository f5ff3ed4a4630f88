// Compiles main.c and the other sources of the working directory: node clang.mjs BUNDLE OUT.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [bundle, out] = process.argv.slice(2);
const { runClang, Exit } = await import(pathToFileURL(bundle));

const names = readdirSync(".").filter((name) => /\.[ch]$/.test(name)).sort();
const files = Object.fromEntries(names.map((name) => [name, readFileSync(name)]));
const sources = names.filter((name) => name.endsWith(".c"));
const flags = ["--target=wasm32-wasip1", "-std=c17", "-Oz", "-Wl,--strip-debug", "-Wall", "-Wextra", "-Werror"];

await runClang(null, {}, { fetchProgress() {} }); // loads it without a progress report
try {
  const made = await runClang(["clang", ...flags, ...sources, "-lm", "-o", "main.wasm"], files);
  writeFileSync(out, made["main.wasm"]);
} catch (error) {
  if (!(error instanceof Exit)) throw error;
  process.exitCode = 1; // clang has reported the reason
}
