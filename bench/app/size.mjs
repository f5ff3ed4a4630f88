// How much a browser loads before it shows the first page, as build/size.mjs of the app counts it, and Automerge.
import { readdirSync, readFileSync, statSync } from "node:fs";

const dist = new URL("../../web/dist/", import.meta.url);

/** Bytes of JS and CSS by gzip, and of the WebAssembly by brotli. */
export function size() {
  const page = readFileSync(new URL("index.html", dist), "utf8");
  let first = 0;
  const paths = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
  for (const path of new Set(paths)) {
    const packed = statSync(new URL(`${path}.gz`, dist), { throwIfNoEntry: false });
    first += (packed ?? statSync(new URL(path, dist))).size;
  }
  const wasm = readdirSync(new URL("assets/", dist)).find((name) => /^automerge-.*\.wasm\.br$/.test(name));
  return { firstBytes: first, wasmBytes: wasm ? statSync(new URL(`assets/${wasm}`, dist)).size : 0 };
}
