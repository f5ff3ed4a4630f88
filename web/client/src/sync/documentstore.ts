import type { DocumentId, StorageAdapterInterface, StorageKey } from "@automerge/automerge-repo/slim";
import { Observable } from "../lib/observable";
import { type Disk, result } from "./disk";

const store = "documents";

/** Chunks that are read at once. */
const read = 500;

type Chunk = { key: StorageKey; data: Uint8Array | undefined };

/** A chunk that is to be written, or removed where it has no data. It may be lost where the server has it too. */
type Due = { key: string[]; data?: Uint8Array; again?: boolean };

/**
 * Where automerge-repo keeps documents: its own layout in IndexedDB. What the disk refuses is kept in memory, read from
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
      const [keys, values] = await Promise.all([
        result(objects.getAllKeys(rangeOf(prefix))),
        result(objects.getAll(rangeOf(prefix))),
      ]);
      for (const [index, key] of (keys as string[][]).entries())
        found.set(nameOf(key), { key, data: binaryOf(values[index]) });
    }
    for (const [name, { key, data }] of this.#due) if (isUnder(prefix, key)) found.set(name, { key, data });
    return [...found.values()].filter(({ data }) => data !== undefined);
  }

  async removeRange(prefix: StorageKey): Promise<void> {
    if (prefix.length === 0) return this.#clear();
    const database = await this.#database;
    const keys = database
      ? await result(database.transaction(store).objectStore(store).getAllKeys(rangeOf(prefix)))
      : [];
    const due = [...this.#due.values()].map(({ key }) => key).filter((key) => isUnder(prefix, key));
    await this.#take([...(keys as string[][]), ...due].map((key) => ({ key })));
  }

  /** The documents of which something is stored. */
  async documents(): Promise<Set<string>> {
    const database = await this.#database;
    const keys = database ? await result(database.transaction(store).objectStore(store).getAllKeys()) : [];
    const due = [...this.#due.values()].map(({ key }) => key);
    return new Set([...(keys as string[][]), ...due].flatMap(([id, kind]) => (kind && id ? [id] : [])));
  }

  /** How many bytes are stored of each document. Many are read in parts, so that no task is long. */
  async sizes(): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    const database = await this.#database;
    for (let after: IDBKeyRange | undefined; database; ) {
      const objects = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([
        result(objects.getAllKeys(after, read)),
        result(objects.getAll(after, read)),
      ]);
      for (const [index, [id, kind]] of (keys as string[][]).entries()) {
        if (id && kind) sizes.set(id, (sizes.get(id) ?? 0) + (binaryOf(values[index])?.length ?? 0));
      }
      const last = keys.at(-1);
      if (keys.length < read || last === undefined) break;
      after = IDBKeyRange.lowerBound(last, true);
    }
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

  async #write(): Promise<void> {
    const due = new Map(this.#due);
    if (due.size === 0 || this.#cleared) return;
    const database = await this.#database;
    if (!database) {
      for (const [name, { data }] of due) if (!data) this.#due.delete(name);
      return this.#disk.holds(this, this.#due.size);
    }
    const put = (objects: IDBObjectStore) => {
      for (const { key, data } of due.values()) {
        if (data) objects.put({ key, binary: data }, key);
        else objects.delete(key);
      }
    };
    const durability = [...due.values()].every(({ again }) => again) ? "relaxed" : "strict";
    try {
      await this.#disk.write(database, store, put, durability);
    } catch (cause) {
      this.#disk.holds(this, due.size, cause);
      return;
    }
    for (const [name, chunk] of due) if (this.#due.get(name) === chunk) this.#due.delete(name);
    this.#disk.holds(this, 0); // what came meanwhile is not refused: its own write follows
  }
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
