import { Observable } from "../lib/observable";
import type { Row } from "../lib/row";
import { isRow } from "../lib/valid";
import { Disk, result } from "./disk";
import { idle } from "./idle";

/** The row under this key is no record's: it says how far the catalog was read. */
const cursorKey = "cursor";

const store = "rows";

/** Rows that are written in one transaction, so that its task fits between two frames. */
const atOnce = 100;

/** What is held back is written after this time at the latest, in milliseconds. */
const longestHold = 1_500;

type Cursor = { id: typeof cursorKey; cursor: string };

/** What is to be done with one key: a row or a cursor is put, or a row deleted. */
type Due = { put: Row | Cursor } | { gone: string };

/**
 * One user's rows in IndexedDB, and the catalog's cursor beside them. A copy: what can't be written is told by the
 * catalog again, from the cursor that was written last.
 */
export class RowStore {
  #disk: Disk;
  #name: string;
  #database?: Promise<IDBDatabase | undefined>;
  #writes: Observable<boolean>;
  #due = new Map<string, Due>(); // in the order in which it was asked for: a cursor follows its rows
  #cursors = 0;
  #copying?: Promise<void>;
  #held?: Promise<void>;
  #release?: () => void;
  #skipped = false;
  #cleared = false; // an answer that was on its way when the user signed out must not be kept

  /** Writes only while writes is true: one tab of several does. */
  constructor(user: string, disk = new Disk(), writes = new Observable(true)) {
    this.#name = `roomkey-rows-${user}`;
    this.#disk = disk;
    this.#writes = writes;
  }

  /** Reads all rows, and the cursor, which is empty until the catalog was read once, or if a row is broken. */
  async read(): Promise<{ rows: Row[]; cursor: string }> {
    const database = await this.#open();
    if (!database) return { rows: [], cursor: "" };
    const rows: Row[] = [];
    let cursor = "";
    let broken = false;
    const values: unknown[] = await result(database.transaction(store).objectStore(store).getAll());
    for (const value of values) {
      if (isRow(value)) rows.push(value);
      else if (isCursor(value)) cursor = value.cursor;
      else broken = true;
    }
    return { rows, cursor: broken ? "" : cursor };
  }

  /** Has what is copied wait until release, but not long: what the device lacks comes first. */
  hold(): void {
    if (this.#release) return;
    this.#held = new Promise<void>((resolve) => {
      this.#release = resolve;
      setTimeout(resolve, longestHold);
    });
  }

  release(): void {
    this.#release?.();
    this.#release = undefined;
  }

  /** Puts and deletes rows: few at once, before what waits. Of each row the last stays; nothing once all was cleared. */
  write(items: Row[], gone: string[]): Promise<void> {
    if (items.length + gone.length > atOnce) return this.copy(items, gone);
    for (const id of [...items.map(({ id }) => id), ...gone]) this.#due.delete(id);
    return this.#put([...items.map((put) => ({ put })), ...gone.map((gone) => ({ gone }))]);
  }

  /** Puts and deletes rows in several transactions, while the page has time. */
  copy(items: Row[], gone: string[]): Promise<void> {
    for (const put of items) this.#due.set(put.id, { put });
    for (const id of gone) this.#due.set(id, { gone: id });
    return this.#copy();
  }

  /** Whether rows wait to be written. */
  get isCopying(): boolean {
    return this.#copying !== undefined;
  }

  /** Puts the cursor, after all rows that were to be written before. */
  writeCursor(cursor: string): Promise<void> {
    const value = { put: { id: cursorKey, cursor } } as const;
    if (this.#due.size === 0) return this.#put([value]);
    this.#due.set(`${cursorKey} ${this.#cursors++}`, value);
    return this.#copy();
  }

  /** Puts rows and the cursor in the place of what is there, if a write was left out before. */
  async replace(rows: Row[], cursor: string): Promise<void> {
    if (!this.#skipped) return;
    this.#due.clear();
    await this.#write((objects) => {
      objects.clear();
      for (const row of rows) objects.put(row);
      objects.put({ id: cursorKey, cursor });
    });
    this.#skipped = false;
  }

  async clear(): Promise<void> {
    this.#cleared = true;
    this.#due.clear();
    const database = await this.#open();
    if (database) await this.#disk.write(database, store, (objects) => void objects.clear());
  }

  /** Writes what is due, part by part. Calls that come meanwhile wait for the same. */
  #copy(): Promise<void> {
    this.#copying ??= this.#copyAll().finally(() => {
      this.#copying = undefined;
    });
    return this.#copying;
  }

  async #copyAll(): Promise<void> {
    while (this.#due.size > 0) {
      await this.#held;
      await idle();
      const part = [...this.#due].slice(0, atOnce);
      for (const [key] of part) this.#due.delete(key);
      await this.#put(part.map(([, value]) => value));
    }
  }

  #put(due: Due[]): Promise<void> {
    return this.#write((objects) => {
      for (const value of due) {
        if ("put" in value) objects.put(value.put);
        else objects.delete(value.gone);
      }
    });
  }

  async #write(work: (objects: IDBObjectStore) => void): Promise<void> {
    if (!this.#writes.get()) this.#skipped = true;
    if (!this.#writes.get() || this.#cleared) return;
    const database = await this.#open();
    if (!database || this.#cleared) return;
    try {
      await this.#disk.write(database, store, work, "relaxed");
    } catch {
      this.#skipped = true; // the disk is full; a cursor that is written later must not hide these rows
      this.#writes = new Observable(false);
    }
  }

  #open(): Promise<IDBDatabase | undefined> {
    this.#database ??= this.#disk.open(this.#name, [store], "id");
    return this.#database;
  }
}

function isCursor(value: unknown): value is Cursor {
  const entry = value as Partial<Cursor> | null;
  return entry?.id === cursorKey && typeof entry.cursor === "string";
}
