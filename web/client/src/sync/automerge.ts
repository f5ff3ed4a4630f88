import { initializeWasm } from "@automerge/automerge/slim";

/** Where automerge.wasm is, or its bytes. */
type Wasm = string | Uint8Array;

let offered: Wasm | undefined;
let loading: Promise<void> | undefined;
let loaded = false;

/**
 * Says where automerge.wasm is. It is loaded with the first document that is opened, or by loadAutomerge: lists are
 * there before it, which is larger than all else that a device loads.
 */
export function offerAutomerge(wasm: Wasm): void {
  offered = wasm;
}

/** Loads Automerge from the address of automerge.wasm, or its bytes; once. What failed can be tried again. */
export function loadAutomerge(wasm: Wasm | undefined = offered): Promise<void> {
  if (wasm === undefined) return Promise.resolve(); // whoever runs this has loaded it otherwise
  loading ??= initializeWasm(wasm).then(
    () => {
      loaded = true;
    },
    (cause) => {
      loading = undefined;
      throw cause;
    },
  );
  return loading;
}

/** What a document has to wait for; undefined where Automerge is there. */
export function automergeMissing(): Promise<void> | undefined {
  return loaded || (loading === undefined && offered === undefined) ? undefined : loadAutomerge();
}
