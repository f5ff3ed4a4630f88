import { isListOf, isMap, isText } from "../lib/valid";
import { type Disk, result } from "./disk";

/** What the server gave of a document: the name of the chunk, and the state of the row, or the time, that it is of. */
export type Fetched = { chunk: string; at: string };

/** A note as it is stored: of which document, then what is known of it. */
type Stored = [documentId: string, chunk: string, at: string];

const store = "fetched";

/** So many records of the disk are written as one. */
const most = 64;

/**
 * What was fetched of which document. A download writes its notes as one record for hundreds of documents, under a
 * number: later ones go before earlier ones. They are notes only: where they are lost, documents are fetched again.
 */
export class FetchedNotes {
  #disk: Disk;
  #database?: IDBDatabase;
  #notes = new Map<string, Fetched>();
  #next = 1; // the number of the next record
  #records = 0; // on the disk
  #cleared = false;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  get size(): number {
    return this.#notes.size;
  }

  get(documentId: string): Fetched | undefined {
    return this.#notes.get(documentId);
  }

  /** Reads what is on the disk, and from now on writes there. What is not valid is not read. */
  async start(database: IDBDatabase | undefined): Promise<void> {
    this.#database = database;
    if (!database) return;
    const objects = database.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([result(objects.getAllKeys()), result(objects.getAll())]);
    this.#records = keys.length;
    // An earlier version of the app wrote each note under its document.
    for (const [index, key] of keys.entries()) {
      const value: unknown = values[index];
      if (typeof key === "string" && isFetched(value)) this.#notes.set(key, { chunk: value.chunk, at: value.at });
    }
    for (const [index, key] of keys.entries()) {
      if (typeof key !== "number") continue;
      this.#next = Math.max(this.#next, key + 1);
      const value: unknown = values[index];
      if (isListOf(value, isStored)) for (const [id, chunk, at] of value) this.#notes.set(id, { chunk, at });
    }
  }

  /** Puts notes in one record. */
  putAll(entries: readonly (readonly [string, Fetched])[]): void {
    if (entries.length === 0 || this.#cleared) return;
    for (const [id, note] of entries) this.#notes.set(id, note);
    if (!this.#database) return;
    const whole = this.#records >= most;
    const list: Stored[] = [...(whole ? this.#notes : entries)].map(([id, { chunk, at }]) => [id, chunk, at]);
    const number = this.#next++;
    this.#records = whole ? 1 : this.#records + 1;
    const put = (objects: IDBObjectStore) => {
      if (whole) objects.clear();
      objects.put(list, number);
    };
    void this.#disk.write(this.#database, store, put, "relaxed").catch(() => undefined);
  }

  /** Forgets everything, and keeps nothing more: the account's copies are wiped. */
  async clear(): Promise<void> {
    this.#cleared = true;
    this.#notes.clear();
    if (this.#database) await this.#disk.write(this.#database, store, (objects) => void objects.clear());
  }
}

function isFetched(value: unknown): value is Fetched {
  return isMap(value) && isText(value.chunk) && isText(value.at);
}

function isStored(value: unknown): value is Stored {
  return isListOf(value, isText) && value.length === 3;
}
