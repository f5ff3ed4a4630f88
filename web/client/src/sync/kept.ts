import { Observable } from "../lib/observable";
import type { Channel } from "./channel";
import { type Disk, result } from "./disk";

/** The stores of a user's small things on this device. */
export const keptStores = ["drafts", "notices", "lost", "fetched"] as const;

/** Stores that came later, each in a database of its own: when documents were opened, and what is set and unsent. */
export const openedStore = "opened";
export const unsentStore = "unsent";

type StoreName = Exclude<(typeof keptStores)[number], "fetched"> | typeof openedStore | typeof unsentStore;

/**
 * Small values by key that outlive the page: at hand in memory, written to the disk in the caller's own task, and alike
 * in every tab. What is on the disk and not valid, because another version or a fault wrote it, is not read.
 */
export class Kept<V> {
  readonly all = new Observable<ReadonlyMap<string, V>>(new Map());
  #store: StoreName;
  #disk: Disk;
  #channel?: Channel;
  #isValid: (value: unknown) => value is V;
  #database?: IDBDatabase;
  #cleared = false; // here or in another tab
  #unwritten = new Map<string, V | undefined>();
  #unkept = new Set<string>(); // of these, what the disk has refused: the others are on their way

  constructor(store: StoreName, disk: Disk, isValid: (value: unknown) => value is V, channel?: Channel) {
    this.#store = store;
    this.#disk = disk;
    this.#isValid = isValid;
    this.#channel = channel;
    channel?.on("kept", ({ store: of, key, value }) => {
      if (of === store && (value === undefined || isValid(value))) this.#show(key, value);
    });
    channel?.on("wipe", () => {
      this.#cleared = true;
    });
  }

  /** Reads what is on the disk, and from now on writes there; again where the page has slept. */
  async start(database: IDBDatabase | undefined): Promise<void> {
    this.#database = database;
    if (!database) return;
    const objects = database.transaction(this.#store).objectStore(this.#store);
    const [keys, values] = await Promise.all([result(objects.getAllKeys()), result(objects.getAll())]);
    const all = new Map<string, V>();
    for (const [index, key] of keys.entries()) {
      const value: unknown = values[index];
      if (typeof key === "string" && this.#isValid(value)) all.set(key, value);
    }
    for (const [key, value] of this.#unwritten) {
      if (value === undefined) all.delete(key);
      else all.set(key, value);
    }
    this.all.set(all);
    await this.retry().catch(() => undefined);
  }

  put(key: string, value: V): void {
    this.#change(key, value);
  }

  /** Puts many values in one transaction. The other tabs read them when they need them. */
  putAll(entries: readonly (readonly [string, V])[]): void {
    if (entries.length === 0) return;
    for (const [key, value] of entries) this.#unwritten.set(key, value);
    this.all.set(new Map([...this.all.get(), ...entries]));
    void this.#write(entries.map(([key]) => key)).catch(() => undefined);
  }

  remove(key: string): void {
    if (this.all.get().has(key)) this.#change(key, undefined);
  }

  /** Forgets everything, and keeps nothing more: the account's copies are wiped. */
  async clear(): Promise<void> {
    this.#cleared = true;
    this.#unwritten.clear();
    this.#unkept.clear();
    this.#disk.holds(this, 0);
    for (const key of this.all.get().keys()) this.#channel?.post("kept", { store: this.#store, key });
    this.all.set(new Map());
    if (this.#database) await this.#disk.write(this.#database, this.#store, (objects) => void objects.clear());
  }

  /** Tries again to write what is in memory only. */
  retry(): Promise<void> {
    return this.#write([...this.#unwritten.keys()]);
  }

  #change(key: string, value: V | undefined): void {
    this.#unwritten.set(key, value);
    this.#show(key, value);
    this.#channel?.post("kept", { store: this.#store, key, value });
    void this.#write([key]).catch(() => undefined);
  }

  async #write(keys: string[]): Promise<void> {
    if (this.#cleared) return;
    const due = keys.map((key) => [key, this.#unwritten.get(key)] as const);
    if (due.length === 0) return;
    if (!this.#database) return this.#hold(keys);
    const put = (objects: IDBObjectStore) => {
      for (const [key, value] of due) {
        if (value === undefined) objects.delete(key);
        else objects.put(value, key);
      }
    };
    try {
      await this.#disk.write(this.#database, this.#store, put);
    } catch (cause) {
      this.#hold(keys, cause);
      throw cause;
    }
    for (const [key, value] of due) if (this.#unwritten.get(key) === value) this.#unwritten.delete(key);
    for (const key of keys) this.#unkept.delete(key);
    this.#disk.holds(this, this.#unkept.size);
  }

  /** What is in memory only, and why: until it is written. */
  #hold(keys: string[], cause?: unknown): void {
    for (const key of keys) if (this.#unwritten.has(key)) this.#unkept.add(key);
    this.#disk.holds(this, this.#unkept.size, cause);
  }

  #show(key: string, value: V | undefined): void {
    const all = new Map(this.all.get());
    if (value === undefined) all.delete(key);
    else all.set(key, value);
    this.all.set(all);
  }
}
