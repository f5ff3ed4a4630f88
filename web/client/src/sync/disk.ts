import { Observable } from "../lib/observable";

/** Whether this device keeps what it is given. */
export type DiskState =
  | "writable" // everything was written
  | "full" // something is in memory only, because there was no room for it
  | "denied"; // there is no storage here, or it can't be used: everything is in memory only

/** What is in memory only is tried again after this time, in milliseconds. */
const retryEvery = 5_000;

/** Who has something that could not be written. */
export type Holder = { retry: () => Promise<unknown> };

/** This device's storage: it opens databases, writes, and says what could not be written. */
export class Disk {
  /** What to tell the person: "full" and "denied" mean that some edits end with the page. */
  readonly state = new Observable<DiskState>("writable");
  #factory: IDBFactory | undefined;
  #retryEvery: number;
  #unwritten = new Map<Holder, number>();
  #cause: Exclude<DiskState, "writable"> = "denied";
  #timer?: ReturnType<typeof setTimeout>;

  constructor(factory = factoryHere(), every = retryEvery) {
    this.#factory = factory;
    this.#retryEvery = every;
  }

  /**
   * Opens a database that has these stores. The keys of values are given with each, or are their member keyPath.
   * Undefined where that can't be.
   */
  async open(name: string, stores: string[], keyPath?: string): Promise<IDBDatabase | undefined> {
    const factory = this.#factory;
    if (!factory) return undefined;
    try {
      return await new Promise<IDBDatabase>((resolve, reject) => {
        const request = factory.open(name, 1);
        request.onupgradeneeded = () => {
          for (const store of stores) request.result.createObjectStore(store, { keyPath: keyPath ?? null });
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    } catch {
      return undefined;
    }
  }

  /**
   * Writes in one transaction that begins in the caller's own task and is committed there, so that it survives the end
   * of the page. Resolves once it is on the disk; with "relaxed" durability, for what the server has too, once the
   * system has it. Rejects where it was aborted, which is all that a full disk says.
   */
  write(
    database: IDBDatabase,
    store: string,
    work: (store: IDBObjectStore) => void,
    durability: IDBTransactionDurability = "strict",
  ): Promise<void> {
    const transaction = database.transaction(store, "readwrite", { durability });
    const done = ended(transaction);
    work(transaction.objectStore(store));
    transaction.commit();
    return done;
  }

  /** Writes, in one transaction, what depends on what work reads in it. Resolves and rejects as write does. */
  async rewrite(database: IDBDatabase, store: string, work: (store: IDBObjectStore) => Promise<void>): Promise<void> {
    const transaction = database.transaction(store, "readwrite", { durability: "strict" });
    await Promise.all([ended(transaction), work(transaction.objectStore(store))]);
  }

  /** Notes how many values holder has in memory only, and why. They are tried again until there are none. */
  holds(holder: Holder, count: number, cause?: unknown): void {
    if (count > 0) this.#unwritten.set(holder, count);
    else this.#unwritten.delete(holder);
    if (cause) this.#cause = (cause as { name?: string }).name === "QuotaExceededError" ? "full" : "denied";
    const held = this.#unwritten.size > 0;
    this.state.set(held ? this.#cause : "writable");
    if (held) this.#timer ??= unref(setTimeout(() => this.#retry(), this.#retryEvery));
  }

  async #retry(): Promise<void> {
    await Promise.allSettled([...this.#unwritten.keys()].map((holder) => holder.retry()));
    this.#timer = undefined;
    if (this.#unwritten.size > 0) this.#timer = unref(setTimeout(() => this.#retry(), this.#retryEvery));
  }
}

/** Resolves once a transaction is complete. */
function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("the transaction was aborted"));
  });
}

/** The browser's IndexedDB. Where storage is denied, already asking for it may throw. */
export function factoryHere(): IDBFactory | undefined {
  try {
    return globalThis.indexedDB;
  } catch {
    return undefined;
  }
}

/** A timer that does not keep a process of Node alive. */
function unref(timer: ReturnType<typeof setTimeout>): ReturnType<typeof setTimeout> {
  (timer as { unref?: () => void }).unref?.();
  return timer;
}

/** The result of a request. */
export function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
