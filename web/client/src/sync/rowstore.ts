import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { Observable } from "../lib/observable";
import type { Row } from "../lib/row";

/** The row under this key is no record's: it says how far the catalog was read. */
const cursorKey = "cursor";

interface Tables extends DBSchema {
  rows: { key: string; value: Row | { id: typeof cursorKey; cursor: string } };
}

/** One user's rows in IndexedDB, and the catalog's cursor beside them. */
export class RowStore {
  #database: Promise<IDBPDatabase<Tables>>;
  #writes: Observable<boolean>;
  #skipped = false;
  #cleared = false; // an answer that was on its way when the user signed out must not be kept

  /** Writes only while writes is true: one tab of several does. */
  constructor(user: string, writes = new Observable(true)) {
    this.#writes = writes;
    this.#database = openDB<Tables>(`roomkey-rows-${user}`, 1, {
      upgrade: (database) => void database.createObjectStore("rows", { keyPath: "id" }),
    });
  }

  /** Reads all rows, and the cursor, which is empty until the catalog was read once. */
  async read(): Promise<{ rows: Row[]; cursor: string }> {
    const rows: Row[] = [];
    let cursor = "";
    for (const value of await (await this.#database).getAll("rows")) {
      if ("cursor" in value) cursor = value.cursor;
      else rows.push(value);
    }
    return { rows, cursor };
  }

  /** Puts and deletes rows in one transaction. Nothing is written once the store was cleared. */
  async write(items: Row[], gone: string[]): Promise<void> {
    if (!this.#mayWrite()) return;
    const transaction = (await this.#database).transaction("rows", "readwrite");
    await Promise.all([
      ...items.map((row) => transaction.store.put(row)),
      ...gone.map((id) => transaction.store.delete(id)),
      transaction.done,
    ]);
  }

  async writeCursor(cursor: string): Promise<void> {
    if (!this.#mayWrite()) return;
    await (await this.#database).put("rows", { id: cursorKey, cursor });
  }

  /** Puts rows and the cursor in the place of what is there, if a write was left out before. */
  async replace(rows: Row[], cursor: string): Promise<void> {
    if (this.#cleared || !this.#skipped) return;
    this.#skipped = false;
    const transaction = (await this.#database).transaction("rows", "readwrite");
    await Promise.all([
      transaction.store.clear(),
      ...rows.map((row) => transaction.store.put(row)),
      transaction.store.put({ id: cursorKey, cursor }),
      transaction.done,
    ]);
  }

  async clear(): Promise<void> {
    this.#cleared = true;
    await (await this.#database).clear("rows");
  }

  #mayWrite(): boolean {
    if (!this.#writes.get()) this.#skipped = true;
    return this.#writes.get() && !this.#cleared;
  }
}
