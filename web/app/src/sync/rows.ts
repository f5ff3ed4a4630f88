import { Observable } from "../lib/observable";
import { type Changes, patchRow, type Row } from "../lib/row";
import { api } from "./http";
import type { RoomEvent } from "./rooms";

type Catalog = { items: Row[]; gone: string[]; next: string };

/**
 * The rows of every record that the user may read: loaded once by the catalog, patched by events, kept in IndexedDB so that
 * lists show without a server. A row is a projection: the document is the truth.
 */
export class Rows {
  readonly all = new Observable<ReadonlyMap<string, Row>>(new Map());
  /** The last row that a teammate changed, to flash it. */
  readonly flashed = new Observable<string | undefined>(undefined);
  #database: Promise<IDBDatabase>;
  #cursor = "";
  #loading?: Promise<void>;

  constructor(user: string) {
    this.#database = openDatabase(`roomkey-rows-${user}`);
  }

  /** Reads what this device holds. */
  async restore(): Promise<void> {
    const rows = (await this.#request("readonly", (store) => store.getAll())) as (
      | Row
      | { id: string; cursor: string }
    )[];
    const all = new Map<string, Row>();
    for (const row of rows) {
      if ("cursor" in row) this.#cursor = row.cursor;
      else all.set(row.id, row);
    }
    this.all.set(all);
  }

  /** Fetches what changed since the last time. Calls that come meanwhile wait for the same answer. */
  refresh(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    for (;;) {
      const page = await api<Catalog>("GET", `/catalog?after=${encodeURIComponent(this.#cursor)}&limit=500`);
      await this.#take(page.items, page.gone);
      const done = page.next === this.#cursor || page.items.length === 0;
      this.#cursor = page.next;
      await this.#request("readwrite", (store) => store.put({ id: "cursor", cursor: page.next }));
      if (done) return;
    }
  }

  /** Takes a room's event: patches the row, or loads the record where the event does not say enough. */
  async receive(event: RoomEvent): Promise<void> {
    const id = event.data.id as string | undefined;
    if (event.name === "access:changed") return this.#take([], (event.data.gone ?? []) as string[]);
    if (!id || event.name.startsWith("user:") || !event.name.includes(":")) return;
    if (event.name.endsWith(":deleted")) return this.#take([], [id]);
    const row = this.all.get().get(id);
    const patched =
      row && event.name.endsWith(":updated") ? patchRow(row, event.data.changes as Changes, event.at) : undefined;
    if (patched) await this.#take([patched], []);
    else await this.refresh();
    this.flashed.set(id);
  }

  /** This device's own edit, on screen at once. */
  async edited(id: string, fields: Record<string, unknown>): Promise<void> {
    const row = this.all.get().get(id);
    if (row) await this.#take([{ ...row, fields: { ...row.fields, ...fields } }], []);
  }

  /** Deletes this device's rows. */
  async wipe(): Promise<void> {
    this.all.set(new Map());
    await this.#request("readwrite", (store) => store.clear());
  }

  async #take(items: Row[], gone: string[]): Promise<void> {
    if (items.length === 0 && gone.length === 0) return;
    const all = new Map(this.all.get());
    for (const row of items) all.set(row.id, row);
    for (const id of gone) all.delete(id);
    this.all.set(all);
    const database = await this.#database;
    const transaction = database.transaction("rows", "readwrite");
    for (const row of items) transaction.objectStore("rows").put(row);
    for (const id of gone) transaction.objectStore("rows").delete(id);
  }

  async #request(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const store = (await this.#database).transaction("rows", mode).objectStore("rows");
    return new Promise((resolve, reject) => {
      const request = ask(store);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("rows", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
