// Fails where what the first page loads before it shows anything is more than 350 KB of JS and CSS, gzipped.
import { readFileSync, statSync } from "node:fs";

const limit = 350 * 1024;
const dist = new URL("../../dist/", import.meta.url);
const page = readFileSync(new URL("index.html", dist), "utf8");
let bytes = 0;
const paths = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
for (const path of new Set(paths)) {
  const plain = new URL(path, dist);
  bytes += statSync(new URL(`${path}.gz`, dist), { throwIfNoEntry: false })?.size ?? statSync(plain).size;
}
console.log(`first page: ${(bytes / 1024).toFixed(0)} KB of JS and CSS, gzipped`);
if (bytes === 0 || bytes > limit) {
  console.error(`It may be ${limit / 1024} KB: load what a page needs with that page.`);
  process.exit(1);
}
