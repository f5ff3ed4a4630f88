import { bulkPath, catalogPath } from "./catalog";
import { askAhead, postAhead, renew } from "./http";
import { keepsSchema, remembered } from "./session";

/** Where the network gives the first rows within this time, in milliseconds, documents hold up nothing else. */
const fast = 500;

/** The empty map in CBOR: all documents that the user may read. */
const everything = new Uint8Array([0xa0]);

/**
 * Asks for what a start waits for, while the app is still being loaded: the token, and where this device has not
 * started the app before, the schema, the first rows, and after these all documents, unless the network is slow. Where
 * nobody is signed in, for nothing.
 */
export function askEarly(): void {
  if (!remembered()) return;
  if (keepsSchema()) {
    renew().catch(() => undefined); // whoever needs it asks again
    return;
  }
  const began = performance.now();
  askAhead("/schema").catch(() => undefined);
  askAhead(catalogPath(""))
    .then(() => {
      if (performance.now() - began < fast) postAhead(bulkPath, everything, "application/cbor");
    })
    .catch(() => undefined);
}
