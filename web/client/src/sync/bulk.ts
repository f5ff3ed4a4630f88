import { Decoder, encode } from "cbor-x";
import type { Row } from "../lib/row";
import { isMap, isText } from "../lib/valid";
import type { Channel } from "./channel";
import type { Disk } from "./disk";
import type { DocumentStore } from "./documentstore";
import { apiResponse } from "./http";
import { Kept } from "./kept";

/** Documents that one request asks for. */
const asked = 2_000;

/** Documents that are written in one transaction, so that no task is long. */
const written = 200;

/** In the place of a chunk's name: the server gave nothing. It is asked again once the row has changed. */
const nowhere = "";

/** What the server gave of a document: the name of the chunk, and the state of the row that it was asked for. */
type Fetched = { chunk: string; at: string };

/** One document of the answer. */
type Item = { documentId: string; heads: Uint8Array[]; chunk: Uint8Array };

/**
 * Gets the documents that this device lacks, or whose rows have changed since, so that records that were never opened
 * are there without a network. It writes them to the disk and opens none: only what is opened is synced.
 */
export class Bulk {
  #store: DocumentStore;
  #fetched: Kept<Fetched>;
  #request: (body: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;
  #running?: Promise<number>;
  #next?: Promise<number>;

  constructor(store: DocumentStore, disk: Disk, channel?: Channel, request = post) {
    this.#store = store;
    this.#fetched = new Kept("fetched", disk, isFetched, channel, "relaxed");
    this.#request = request;
  }

  start(database: IDBDatabase | undefined): Promise<void> {
    return this.#fetched.start(database);
  }

  /**
   * Gets what is lacking of the documents of the rows that there are when it begins, but those that are open. One run
   * follows another: calls that come meanwhile share the next. Gives how many came. Throws Problem or Unreachable; what
   * came before stays.
   */
  run(rows: () => Iterable<Row>, isOpen: (documentId: string) => boolean): Promise<number> {
    if (this.#running) {
      const again = () => {
        this.#next = undefined;
        return this.run(rows, isOpen);
      };
      this.#next ??= this.#running.then(again, again);
      return this.#next;
    }
    this.#running = this.#run(rows(), isOpen).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  clear(): Promise<void> {
    return this.#fetched.clear();
  }

  async #run(rows: Iterable<Row>, isOpen: (documentId: string) => boolean): Promise<number> {
    const stored = await this.#store.documents();
    const wanted = new Map<string, string>();
    for (const { documentId, privateDocumentId, updatedAt } of rows) {
      for (const id of [documentId, privateDocumentId]) {
        if (!id || isOpen(id)) continue;
        const known = this.#fetched.all.get().get(id);
        const there = stored.has(id) || (id === privateDocumentId && known?.chunk === nowhere);
        if (!there || known?.at !== updatedAt) wanted.set(id, updatedAt);
      }
    }
    const ids = [...wanted.keys()];
    let came = 0;
    for (let from = 0; from < ids.length; from += asked) {
      const part = ids.slice(from, from + asked);
      const items = await this.#ask(part);
      came += items.length;
      for (let at = 0; at < items.length; at += written) await this.#write(items.slice(at, at + written), wanted);
      // What did not come is there already, may not be read, or is nowhere: a private half without any value.
      const given = new Set(items.map(({ documentId }) => documentId));
      this.#fetched.putAll(
        part.flatMap((id) => {
          const known = this.#fetched.all.get().get(id);
          if (given.has(id) || (!known && stored.has(id))) return [];
          return [[id, { chunk: known?.chunk ?? nowhere, at: wanted.get(id) ?? "" }] as const];
        }),
      );
    }
    return came;
  }

  async #ask(ids: string[]): Promise<Item[]> {
    // A plain object: cbor-x would tag a Map, which the server does not read.
    const answer = await this.#request(Uint8Array.from(encode(Object.fromEntries(ids.map((id) => [id, []])))));
    const decoder = new Decoder({ copyBuffers: true, useRecords: false, mapsAsObjects: true } as never);
    const items: Item[] = [];
    if (answer.length > 0) decoder.decodeMultiple(answer, (item: unknown) => void (isItem(item) && items.push(item)));
    return items;
  }

  /** Puts what came in the place of what came before: the server's documents only grow. */
  async #write(items: Item[], wanted: ReadonlyMap<string, string>): Promise<void> {
    const fetched = await Promise.all(
      items.map(async ({ documentId, heads, chunk }) => {
        const name = await nameOf(heads);
        return { documentId, chunk, entry: { chunk: name, at: wanted.get(documentId) ?? "" } };
      }),
    );
    const chunks = fetched.flatMap(({ documentId, chunk, entry }) => {
      const before = this.#fetched.all.get().get(documentId)?.chunk;
      const old = before && before !== entry.chunk ? [{ key: [documentId, "snapshot", before] }] : [];
      return [{ key: [documentId, "snapshot", entry.chunk], data: chunk }, ...old];
    });
    await this.#store.replace(chunks);
    this.#fetched.putAll(fetched.map(({ documentId, entry }) => [documentId, entry]));
  }
}

async function post(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const response = await apiResponse("POST", "/sync/bulk", body, "application/cbor");
  return new Uint8Array(await response.arrayBuffer());
}

/** The name that automerge-repo gives a snapshot: the SHA-256 of its heads. */
async function nameOf(heads: Uint8Array[]): Promise<string> {
  const joined = heads.map(hex).sort().join("");
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(joined))));
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isItem(item: unknown): item is Item {
  return (
    isMap(item) &&
    isText(item.documentId) &&
    item.chunk instanceof Uint8Array &&
    Array.isArray(item.heads) &&
    item.heads.every((head) => head instanceof Uint8Array)
  );
}

function isFetched(value: unknown): value is Fetched {
  return isMap(value) && isText(value.chunk) && isText(value.at);
}
