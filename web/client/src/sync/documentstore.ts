import type { DocumentId, StorageAdapterInterface, StorageKey } from "@automerge/automerge-repo/slim";
import { Observable } from "../lib/observable";
import { type Disk, result } from "./disk";
import { chunksIn, documentsIn, findPacked, packRange, packsOf, takeOut } from "./packs";

const store = "documents";

/** Chunks that are read at once. */
const read = 500;

/** And packs. */
const readPacks = 16;

type Chunk = { key: StorageKey; data: Uint8Array | undefined };

/** A chunk that is to be written, or removed where it has no data. It may be lost where the server has it too. */
type Due = { key: string[]; data?: Uint8Array; again?: boolean };

/** So many chunks of the server's, or more, are written as packs. */
const manyAgain = 8;

/**
 * Where automerge-repo keeps documents: its own layout in IndexedDB, and packs of what the server gave of many. What the disk refuses is kept in memory, read from
 * there and tried again. So a save never stays open, after which the repository would never save that document again,
 * and nothing that follows a refused chunk is on the disk without it.
 */
export class DocumentStore implements StorageAdapterInterface {
  #disk: Disk;
  #database: Promise<IDBDatabase | undefined>;
  #due = new Map<string, Due>();
  #writes: Observable<boolean>;
  #skipped = new Set<string>();
  #cleared = false;
  #writing = Promise.resolve();

  /** Uses the database of this name, and writes only while writes is true: one tab of several does. */
  constructor(name: string, disk: Disk, writes = new Observable(true)) {
    this.#disk = disk;
    this.#writes = writes;
    this.#database = disk.open(name, [store]);
  }

  async load(key: StorageKey): Promise<Uint8Array | undefined> {
    const due = this.#due.get(nameOf(key));
    if (due) return due.data;
    const database = await this.#database;
    return database && binaryOf(await result(database.transaction(store).objectStore(store).get(key)));
  }

  save(key: StorageKey, data: Uint8Array): Promise<void> {
    return this.#take([{ key, data }]);
  }

  remove(key: StorageKey): Promise<void> {
    return this.#take([{ key }]);
  }

  async loadRange(prefix: StorageKey): Promise<Chunk[]> {
    const found = new Map<string, Chunk>();
    const database = await this.#database;
    if (database) {
      const objects = database.transaction(store).objectStore(store);
      const [id, kind = "snapshot"] = prefix;
      const [keys, values, packed] = await Promise.all([
        result(objects.getAllKeys(rangeOf(prefix))),
        result(objects.getAll(rangeOf(prefix))),
        id !== undefined && kind === "snapshot" ? findPacked(objects, id) : [],
      ]);
      for (const chunk of packed) if (isUnder(prefix, chunk.key)) found.set(nameOf(chunk.key), chunk);
      for (const [index, key] of (keys as string[][]).entries())
        for (const chunk of chunksUnder(key, values[index])) found.set(nameOf(chunk.key), chunk);
    }
    for (const [name, { key, data }] of this.#due) if (isUnder(prefix, key)) found.set(name, { key, data });
    return [...found.values()].filter(({ data }) => data !== undefined);
  }

  async removeRange(prefix: StorageKey): Promise<void> {
    if (prefix.length === 0) return this.#clear();
    const keys = await this.#storedUnder(prefix);
    const due = [...this.#due.values()].map(({ key }) => key).filter((key) => isUnder(prefix, key));
    await this.#take([...keys, ...due].map((key) => ({ key })));
  }

  /** The documents of which something is stored. */
  async documents(): Promise<Set<string>> {
    const database = await this.#database;
    const keys = database ? await result(database.transaction(store).objectStore(store).getAllKeys()) : [];
    const due = [...this.#due.values()].map(({ key }) => key);
    return new Set(
      [...(keys as string[][]), ...due].flatMap((key) => {
        const [id, kind] = key;
        return documentsIn(key) ?? (kind && id ? [id] : []);
      }),
    );
  }

  /** How many bytes are stored of each document. Many are read in parts, so that no task is long. */
  async sizes(): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    const database = await this.#database;
    const packs = packRange();
    const parts = [
      { range: IDBKeyRange.upperBound(packs.lower, true), count: read },
      { range: packs, count: readPacks },
      { range: IDBKeyRange.lowerBound(packs.upper, true), count: read },
    ];
    for (const { range, count } of database ? parts : []) await addSizes(sizes, database as IDBDatabase, range, count);
    return sizes;
  }

  /**
   * Removes documents, but none that has to stay now or has something that is not written yet; where this tab writes.
   * Gives those that went.
   */
  async removeDocuments(ids: readonly string[], stays: (id: string) => boolean): Promise<string[]> {
    await this.#writing;
    const database = await this.#database;
    if (!database || this.#cleared || !this.#writes.get()) return [];
    const due = new Set([...this.#due.values()].map(({ key }) => key[0]));
    const gone = ids.filter((id) => !due.has(id) && !stays(id));
    if (gone.length === 0) return [];
    await this.#disk.write(database, store, (objects) => {
      for (const id of gone) objects.delete(rangeOf([id]));
    });
    const documents = new Set(gone);
    await this.#takeOut(database, documents, (key) => documents.has(key[0] ?? ""));
    return gone;
  }

  /** Writes and removes chunks in one transaction, whichever tab writes: what the server gave of documents. */
  replace(chunks: readonly { key: string[]; data?: Uint8Array }[]): Promise<void> {
    for (const chunk of chunks) this.#due.set(nameOf(chunk.key), { ...chunk, again: true });
    return this.#take([]);
  }

  /** The documents of which something was not written because another tab writes, since the last call. */
  takeSkipped(): DocumentId[] {
    const skipped = [...this.#skipped] as DocumentId[];
    this.#skipped.clear();
    return skipped;
  }

  /** Tries again to write what is in memory only. */
  retry(): Promise<void> {
    return this.#take([]);
  }

  /** Removes everything, whichever tab writes, and takes nothing more: an answer may still be on its way. */
  async #clear(): Promise<void> {
    this.#cleared = true;
    await this.#writing;
    this.#due.clear();
    this.#disk.holds(this, 0);
    const database = await this.#database;
    if (database) await this.#disk.write(database, store, (objects) => void objects.clear());
  }

  /** Writes chunks and whatever could not be written before, all or nothing. */
  #take(chunks: Due[]): Promise<void> {
    for (const chunk of chunks) {
      const [document, kind] = chunk.key;
      if (this.#writes.get() || kind === undefined) this.#due.set(nameOf(chunk.key), chunk);
      else if (kind !== "sync-state" && document !== undefined) this.#skipped.add(document);
    }
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** The keys under a prefix, those of chunks in packs among them. */
  async #storedUnder(prefix: StorageKey): Promise<string[][]> {
    const database = await this.#database;
    if (!database) return [];
    const objects = database.transaction(store).objectStore(store);
    const [keys, packed] = await Promise.all([
      result(objects.getAllKeys(rangeOf(prefix))),
      findPacked(objects, prefix[0] ?? ""),
    ]);
    const inPacks = packed.map(({ key }) => key).filter((key) => isUnder(prefix, key));
    return [...(keys as string[][]), ...inPacks];
  }

  /** Removes chunks of documents from packs. */
  async #takeOut(
    database: IDBDatabase,
    documents: ReadonlySet<string>,
    goes: (key: string[]) => boolean,
  ): Promise<void> {
    if (documents.size === 0) return;
    await this.#disk.rewrite(database, store, (objects) => takeOut(objects, documents, ({ key }) => goes(key)));
  }

  async #write(): Promise<void> {
    const due = new Map(this.#due);
    if (due.size === 0 || this.#cleared) return;
    const database = await this.#database;
    if (!database) {
      for (const [name, { data }] of due) if (!data) this.#due.delete(name);
      return this.#disk.holds(this, this.#due.size);
    }
    const chunks = [...due.values()];
    const given = chunks.flatMap(({ key, data, again }) => (again && data ? [{ key, data }] : []));
    const packs = given.length < manyAgain ? [] : packsOf(given);
    const put = (objects: IDBObjectStore) => {
      for (const { key, value } of packs) objects.put(value, key);
      for (const { key, data, again } of chunks) {
        if (!data) objects.delete(key);
        else if (!again || packs.length === 0) objects.put({ key, binary: data }, key);
      }
    };
    const gone = chunks.filter(({ key, data }) => !data && key[1] === "snapshot").map(({ key }) => key);
    try {
      await this.#disk.write(database, store, put, chunks.every(({ again }) => again) ? "relaxed" : "strict");
      const names = new Set(gone.map(nameOf));
      await this.#takeOut(database, new Set(gone.map(([id]) => id ?? "")), (key) => names.has(nameOf(key)));
    } catch (cause) {
      this.#disk.holds(this, due.size, cause);
      return;
    }
    for (const [name, chunk] of due) if (this.#due.get(name) === chunk) this.#due.delete(name);
    this.#disk.holds(this, 0); // what came meanwhile is not refused: its own write follows
  }
}

/** Adds the bytes of what is stored in a range, and reads so many values at once. */
async function addSizes(sizes: Map<string, number>, database: IDBDatabase, range: IDBKeyRange, count: number) {
  for (let rest = range; ; ) {
    const objects = database.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([
      result(objects.getAllKeys(rest, count)),
      result(objects.getAll(rest, count)),
    ]);
    for (const [index, key] of (keys as string[][]).entries()) {
      for (const { key: chunk, data } of chunksUnder(key, values[index])) {
        const [id, kind] = chunk;
        if (id && kind) sizes.set(id, (sizes.get(id) ?? 0) + (data?.length ?? 0));
      }
    }
    const last = keys.at(-1);
    if (keys.length < count || last === undefined) return;
    rest =
      range.upper === undefined
        ? IDBKeyRange.lowerBound(last, true)
        : IDBKeyRange.bound(last, range.upper, true, range.upperOpen);
  }
}

/** What is stored under a key: one chunk, or those of a pack. */
function chunksUnder(key: string[], value: unknown): Chunk[] {
  return documentsIn(key) ? chunksIn(key, value) : [{ key, data: binaryOf(value) }];
}

function rangeOf(prefix: StorageKey): IDBKeyRange {
  return IDBKeyRange.bound(prefix, [...prefix, "\uffff"]);
}

function isUnder(prefix: StorageKey, key: StorageKey): boolean {
  return prefix.every((part, index) => part === key[index]);
}

function binaryOf(value: unknown): Uint8Array | undefined {
  const binary = (value as { binary?: unknown } | undefined)?.binary;
  return binary instanceof Uint8Array ? binary : undefined;
}

function nameOf(key: StorageKey): string {
  return JSON.stringify(key);
}
