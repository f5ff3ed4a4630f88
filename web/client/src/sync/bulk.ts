import { encode } from "cbor-x";
import { serverNow } from "../lib/clock";
import type { Row } from "../lib/row";
import { bulkPath } from "./catalog";
import type { Disk } from "./disk";
import type { DocumentStore } from "./documentstore";
import { type Fetched, FetchedNotes } from "./fetched";
import { apiResponse, type Early, takePosted } from "./http";
import { idle } from "./idle";
import { type Item, ItemReader } from "./items";

/** Documents that one request names. */
const asked = 2_000;

/**
 * Documents that are written in one transaction. The first screens need the first of them soon, and each transaction
 * costs; later people scroll, so that each has to fit between two frames, and waits until the page has time.
 */
const written = { first: 250, later: 100 };

/** The documents of an answer that count as the first. */
const first = 2_500;

/** What changed so shortly before everything was asked for is asked for again, in milliseconds: clocks differ. */
const doubt = 5_000;

/** In the place of a chunk's name: the server gave nothing. It is asked again once the row has changed. */
const nowhere = "";

/** Makes a request, and gives the parts of its answer as they come. */
export type Ask = (body: Uint8Array<ArrayBuffer>) => AsyncIterable<Uint8Array>;

/** What was asked for of everything before the app was there, if it was. */
export type Ahead = () => Early | undefined;

type IsOpen = (documentId: string) => boolean;

/**
 * Gets the documents that this device lacks, or whose rows have changed since, so that records that were never opened
 * are there without a network. It writes them to the disk and opens none: only what is opened is synced.
 */
export class Bulk {
  #store: DocumentStore;
  #fetched: FetchedNotes;
  #ask: Ask;
  #ahead: Ahead;
  #isEmpty = false; // this device holds no document
  #begun = false; // some were asked for
  #allAsOf?: number; // whatever there was then has come, but #skipped; in milliseconds of the server's clock
  #skipped = new Set<string>(); // came with everything while they were open, and were not written
  #running?: Promise<number>;
  #next?: Promise<number>;

  constructor(store: DocumentStore, disk: Disk, ask: Ask = post, ahead: Ahead = () => takePosted(bulkPath)) {
    this.#store = store;
    this.#fetched = new FetchedNotes(disk);
    this.#ask = ask;
    this.#ahead = ahead;
  }

  async start(database: IDBDatabase | undefined): Promise<void> {
    const [stored] = await Promise.all([this.#store.documents(), this.#fetched.start(database)]);
    this.#isEmpty = stored.size === 0 && this.#fetched.size === 0 && !this.#begun;
    if (!this.#isEmpty)
      void this.#ahead()
        ?.answer.then((answer) => answer.body?.cancel())
        .catch(() => undefined);
  }

  /**
   * Gets what is lacking of the documents of the rows that there are when it asks, but those that are open; where this
   * device holds none yet, all that the user may read, by one request that names none. One run follows another: calls
   * that come meanwhile share the next. Gives how many came. Throws Problem or Unreachable; what came before
   * stays.
   */
  run(rows: () => Iterable<Row>, isOpen: IsOpen): Promise<number> {
    if (this.#running) {
      const again = () => {
        this.#next = undefined;
        return this.run(rows, isOpen);
      };
      this.#next ??= this.#running.then(again, again);
      return this.#next;
    }
    const run = this.#isEmpty ? this.#getAll(rows(), isOpen) : this.#getLacking(rows, isOpen);
    this.#isEmpty = false;
    this.#begun = true;
    this.#running = run.finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  get isRunning(): boolean {
    return this.#running !== undefined || this.#next !== undefined;
  }

  clear(): Promise<void> {
    return this.#fetched.clear();
  }

  /**
   * Gets everything, by the request that was made before the app was there, if one was: rows may have come since. Of
   * rows that were there before it was asked for, nothing newer is lacking then.
   */
  async #getAll(rows: Iterable<Row>, isOpen: IsOpen): Promise<number> {
    const early = this.#ahead();
    const answer = await early?.answer.catch(() => undefined);
    const asOf = (answer && early ? early.at : serverNow()) - doubt;
    const before = new Map<string, string>();
    for (const { documentId, privateDocumentId, updatedAt } of answer ? [] : rows) {
      for (const id of [documentId, privateDocumentId]) if (id) before.set(id, updatedAt);
    }
    const at = new Date(asOf).toISOString();
    const parts = answer ? partsOf(answer) : this.#ask(bodyOf({}));
    const came = await this.#get(parts, (id) => before.get(id) ?? at, isOpen);
    this.#allAsOf = asOf;
    const absent = [...before].filter(([id]) => !came.has(id) && !this.#skipped.has(id) && !isOpen(id));
    this.#fetched.putAll(absent.map(([id, at]) => [id, { chunk: nowhere, at }]));
    return came.size;
  }

  async #getLacking(rows: () => Iterable<Row>, isOpen: IsOpen): Promise<number> {
    const stored = await this.#store.documents();
    const wanted = new Map<string, string>();
    const absent: [string, Fetched][] = [];
    for (const { documentId, privateDocumentId, updatedAt } of rows()) {
      for (const id of [documentId, privateDocumentId]) {
        if (!id || isOpen(id)) continue;
        const known = this.#fetched.get(id);
        const there = stored.has(id) || (id === privateDocumentId && known?.chunk === nowhere);
        if (there && known && Date.parse(updatedAt) <= Date.parse(known.at)) continue;
        // What did not come with everything is nowhere: a private half without any value.
        const mayLack = id === privateDocumentId && Date.parse(updatedAt) <= (this.#allAsOf ?? 0);
        if (mayLack && !there && !known && !this.#skipped.has(id)) absent.push([id, { chunk: nowhere, at: updatedAt }]);
        else wanted.set(id, updatedAt);
      }
    }
    this.#fetched.putAll(absent);
    const ids = [...wanted.keys()];
    let came = 0;
    for (let from = 0; from < ids.length; from += asked) {
      const part = ids.slice(from, from + asked);
      // A plain object: cbor-x would tag a Map, which the server does not read.
      const given = await this.#get(
        this.#ask(bodyOf(Object.fromEntries(part.map((id) => [id, []])))),
        (id) => wanted.get(id) ?? "",
        () => false,
      );
      came += given.size;
      // What did not come is there already, may not be read, or is nowhere.
      this.#fetched.putAll(
        part.flatMap((id) => {
          const known = this.#fetched.get(id);
          if (given.has(id) || (!known && stored.has(id))) return [];
          return [[id, { chunk: known?.chunk ?? nowhere, at: wanted.get(id) ?? "" }] as const];
        }),
      );
    }
    return came;
  }

  /** Writes documents as they come, while more is on its way. Gives which came. */
  async #get(parts: AsyncIterable<Uint8Array>, at: (id: string) => string, isOpen: IsOpen): Promise<Set<string>> {
    const reader = new ItemReader();
    const came = new Set<string>();
    let due: Item[] = [];
    let begun = 0; // documents whose writing has begun: a near server gives all in one part
    let writing = Promise.resolve();
    const size = () => (begun < first ? written.first : written.later);
    const write = async (least: number) => {
      while (due.length > 0 && due.length >= least) {
        const part = due.slice(0, size());
        due = due.slice(part.length);
        await writing;
        if (begun >= first) await idle();
        begun += part.length;
        writing = this.#write(part, at);
        writing.catch(() => undefined); // it is awaited below
      }
    };
    for await (const part of parts) {
      for (const item of reader.take(part)) {
        if (isOpen(item.documentId)) {
          this.#skipped.add(item.documentId);
          continue;
        }
        came.add(item.documentId);
        due.push(item);
      }
      await write(size());
    }
    await write(0);
    await writing;
    return came;
  }

  /** Puts what came in the place of what came before: the server's documents only grow. */
  async #write(items: Item[], at: (id: string) => string): Promise<void> {
    const names = await Promise.all(items.map(({ heads }) => nameOf(heads)));
    const notes = items.map(({ documentId }, index) => {
      return [documentId, { chunk: names[index] ?? "", at: at(documentId) }] as const;
    });
    const chunks = items.flatMap(({ documentId, chunk }, index) => {
      const name = names[index] ?? "";
      const before = this.#fetched.get(documentId)?.chunk;
      const old = before && before !== name ? [{ key: [documentId, "snapshot", before] }] : [];
      return [{ key: [documentId, "snapshot", name], data: chunk }, ...old];
    });
    await this.#store.replace(chunks);
    this.#fetched.putAll(notes);
  }
}

function bodyOf(have: Record<string, never[]>): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(encode(have));
}

async function* post(body: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array> {
  yield* partsOf(await apiResponse("POST", bulkPath, body, "application/cbor"));
}

async function* partsOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader(); // not every browser can iterate a stream
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) yield read.value;
}

/**
 * The name of a chunk, another for other heads. A document has one head as a rule, which is a name of its own; several
 * are named by their SHA-256, because a key may not be as long as they are.
 */
async function nameOf(heads: Uint8Array[]): Promise<string> {
  const names = heads.map(hex).sort();
  if (names.length === 1) return names[0] ?? "";
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(names.join("")))));
}

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += digits[byte];
  return text;
}
