// Fails where a line of the sources is longer than 120 characters: the formatter breaks code, and no comments or texts.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const limit = 120;
let long = 0;

for (const folder of ["src", "e2e", "build"].filter(existsSync)) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!/\.(tsx?|mjs|css)$/.test(name) || /node_modules|\.gen\.ts$/.test(name)) continue;
    const path = join(folder, name);
    for (const [index, line] of readFileSync(path, "utf8").split("\n").entries()) {
      if ([...line].length <= limit) continue;
      console.error(`${path}:${index + 1} has ${[...line].length} characters`);
      long++;
    }
  }
}
process.exit(long > 0 ? 1 : 0);
