import { readFileSync } from "node:fs";

/** Vectors that Go's tests read too: what both sides have to agree on. For tests alone. */
export function vectors<V>(name: string): V[] {
  const file = new URL(`../../../crm/testdata/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as V[];
}
