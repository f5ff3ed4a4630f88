import { Again } from "../lib/again";
import { serverNow } from "../lib/clock";
import { Observable } from "../lib/observable";
import { type Changes, isOlder, mayConflict, patchRow, type Row } from "../lib/row";
import { Spaced } from "../lib/spaced";
import { isCatalog, isMap, isRow } from "../lib/valid";
import { catalogPath } from "./catalog";
import type { Channel } from "./channel";
import type { Disk } from "./disk";
import { api, Problem, type Trouble, troubleOf, Unreachable } from "./http";
import type { Departure } from "./lost";
import type { RoomEvent } from "./rooms";
import { RowStore } from "./rowstore";

/** Milliseconds from one showing of what events say to the next: somebody who types makes a hundred a second. */
const patchEvery = 50;

/** And from one loading of what events don't say, such as a long text, to the next. */
const reloadEvery = 500;

/** A record, or its private half, that the user may no longer read: as it was known here, and how it left. */
export type LostRow = {
  id: string;
  row: Row | undefined;
  privateOnly: boolean;
  documents: string[];
  departure: Departure;
};

/**
 * The rows of every record that the user may read. The catalog loads them once, events patch them, and IndexedDB keeps
 * them, so that lists show without a server. A row is a projection: the document is the truth.
 */
export class Rows {
  readonly all = new Observable<ReadonlyMap<string, Row>>(new Map());
  /** Whether all shows what there is, if only as of the last time; until then a list is loading, not empty. */
  readonly loaded = new Observable(false);
  /** Why what there is could not be fetched, until it is: what all shows may be old, or nothing. */
  readonly failed = new Observable<Trouble | "refused" | undefined>(undefined);
  /** Those that were made on this device and that the server may not know yet, by document. */
  readonly made = new Map<string, Row>();
  /** The last row that a teammate changed, to flash it. */
  readonly flashed = new Observable<string | undefined>(undefined);
  /** Called with the records, or private halves of records, that the user may no longer read, known here or not. */
  onLost: (lost: LostRow[]) => void = () => {};
  /** Called with the records that are there, which may have been lost before. */
  onFound: (rows: readonly Row[]) => void = () => {};
  /** Called with the rows of each page of the first catalog as it comes, before they are shown. */
  onPage: (rows: readonly Row[]) => void = () => {};
  #user: string;
  #store: RowStore;
  #channel?: Channel;
  #cursor = "";
  #behind = true; // something was missed that only the catalog tells
  #loading?: Promise<void>;
  #again = new Again(() => this.catchUp());
  #patched = new Map<string, Row>(); // rows that events have changed and that are not shown yet
  #patches = new Spaced(() => this.#put([], []), patchEvery);
  #reloads = new Spaced(() => this.refresh(), reloadEvery);

  constructor(user: string, disk?: Disk, channel?: Channel, writes?: Observable<boolean>) {
    this.#user = user;
    this.#store = new RowStore(user, disk, writes);
    this.#channel = channel;
    channel?.on("edited", ({ id, fields }) => void this.#edit(id, fields));
    channel?.on("created", ({ row }) => void this.#begin(row));
  }

  /** Reads what this device holds. */
  async restore(): Promise<void> {
    const { rows, cursor } = await this.#store.read();
    this.#cursor = cursor;
    this.all.set(new Map(rows.map((row) => [row.id, row])));
    for (const row of rows) if (row.heads.length === 0) this.made.set(row.documentId, row);
    if (this.#cursor !== "") this.loaded.set(true);
  }

  /** Something was missed: fetches what changed since the last time, now or with the next connection. */
  async refresh(): Promise<void> {
    this.#behind = true;
    await this.catchUp();
  }

  /** Fetches what was missed, if anything was. Calls that come meanwhile wait for the same answers. */
  catchUp(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    while (this.#behind) {
      this.#behind = false; // what happens while a page is on its way sets it again
      try {
        await this.#loadPages();
      } catch (cause) {
        this.#behind = true;
        this.#fail(cause);
        throw cause;
      }
    }
    this.#again.stop();
    this.failed.set(undefined);
  }

  /** Says why nothing came, and asks again by itself: but where the sign-in is over, when there is another. */
  #fail(cause: unknown): void {
    this.failed.set(troubleOf(cause) ?? "refused");
    if (cause instanceof Problem && cause.status === 401) this.#again.stop();
    else this.#again.failed();
  }

  /** Fetches page after page: the next is on its way while one is shown. */
  async #loadPages(): Promise<void> {
    const isFirst = !this.loaded.get();
    for (let asked = this.#ask(this.#cursor); ; ) {
      const page = await asked;
      const done = page.next === this.#cursor || page.isEmpty;
      if (!done) asked = this.#ask(page.next);
      asked.catch(() => undefined); // it is awaited with the next round
      const newer = page.rows.filter((row) => !isOlder(row, this.#latest(row.id)));
      this.#put(newer, page.gone, undefined, isFirst).catch(() => undefined); // the cursor follows its rows
      this.#cursor = page.next;
      const written = this.#store.writeCursor(page.next);
      if (!done) continue;
      this.loaded.set(true);
      if (!isFirst && !this.#store.isCopying) await written;
      break;
    }
  }

  async #ask(cursor: string): Promise<{ rows: Row[]; gone: string[]; next: string; isEmpty: boolean }> {
    const page = await api<unknown>("GET", catalogPath(cursor));
    if (!isCatalog(page)) throw new Unreachable("portal");
    // Before the page is drawn, which takes longer than to ask for more.
    const { items, gone, next } = page;
    const rows = items.filter(isRow);
    if (!this.loaded.get()) {
      this.#store.hold();
      this.onPage(rows);
    }
    return { rows, gone, next, isEmpty: items.length + gone.length === 0 };
  }

  /** Takes a room's event: patches the row, or loads the record where the event does not say enough. */
  async receive(event: RoomEvent): Promise<void> {
    const id = event.data.id as string | undefined;
    const by = event.data.by === undefined ? undefined : String(event.data.by);
    const at = event.at || serverNow();
    if (event.name === "access:changed") {
      const { gone, cause, changed } = event.data as { gone?: string[]; cause?: string; changed?: string[] };
      return this.#lose(gone ?? [], { how: cause === "deleted" ? "deleted" : "withdrawn", by, at, cause, changed });
    }
    if (!id || event.name.startsWith("user:") || !event.name.includes(":")) return;
    if (event.name.endsWith(":deleted")) return this.#lose([id], { how: "deleted", by, at });
    const row = this.#latest(id);
    const patched =
      row && event.name.endsWith(":updated") && isMap(event.data.changes) && !mayConflict(row, event.data)
        ? patchRow(row, event.data.changes as Changes, event.at)
        : undefined;
    if (patched) this.#patched.set(id, patched);
    await (patched ? this.#patches : this.#reloads).ask();
    if (event.data.by !== this.#user) this.flashed.set(id);
  }

  /** Shows this device's own edit immediately. A full disk costs only this copy: the catalog tells it again. */
  async edited(id: string, fields: Record<string, unknown>): Promise<void> {
    this.#channel?.post("edited", { id, fields });
    await this.#edit(id, fields);
  }

  /** Shows a record that was made on this device, until the server tells of it. */
  async created(row: Row): Promise<void> {
    this.#channel?.post("created", { row });
    await this.#begin(row);
  }

  /** From now on this tab writes: what another tab has left unwritten too. */
  async persist(): Promise<void> {
    await this.#store.replace([...this.all.get().values()], this.#cursor);
  }

  /** The documents of the first catalog have come, or will not: its rows are written now. */
  keep(): void {
    this.#store.release();
  }

  /** Asks for nothing more by itself. */
  close(): void {
    this.keep();
    this.#again.end();
  }

  /** Deletes this device's rows. */
  async wipe(): Promise<void> {
    this.close();
    this.#patched.clear();
    this.all.set(new Map());
    await this.#store.clear();
  }

  /** Drops rows, and asks the catalog: a new owner may be told of the record in the same breath. */
  async #lose(ids: string[], departure: Departure): Promise<void> {
    await this.#put([], ids, departure);
    await this.refresh();
  }

  async #begin(row: Row): Promise<void> {
    this.made.set(row.documentId, row);
    await this.#put([row], []).catch(() => undefined);
  }

  async #edit(id: string, fields: Record<string, unknown>): Promise<void> {
    const before = this.#latest(id);
    if (!before) return;
    const row = { ...before, fields: { ...before.fields, ...fields } };
    if (this.made.has(row.documentId)) this.made.set(row.documentId, row); // it may name another record now
    await this.#put([row], []).catch(() => undefined);
  }

  /** A row as it is about to be shown. */
  #latest(id: string): Row | undefined {
    return this.#patched.get(id) ?? this.all.get().get(id);
  }

  /** Puts rows, over what events have changed before, and drops others. Has all written, or copied while there is time. */
  async #put(rows: Row[], gone: string[], departure?: Departure, isCopy = false): Promise<void> {
    const items = [...[...this.#patched.values()].filter(({ id }) => !gone.includes(id)), ...rows];
    this.#patched.clear();
    if (items.length === 0 && gone.length === 0) return;
    const before = this.all.get();
    const all = new Map(before);
    for (const row of items) all.set(row.id, row);
    for (const id of gone) all.delete(id);
    this.all.set(all);
    const hidden = items.filter((row) => !row.privateDocumentId && before.get(row.id)?.privateDocumentId);
    const lost = [
      ...gone.map((id) => {
        const row = before.get(id);
        return { id, row, privateOnly: false, documents: documentsOf(row), departure: departure ?? unseen() };
      }),
      ...hidden.map((row) => {
        const documents = documentsOf(before.get(row.id)).slice(1);
        return { id: row.id, row, privateOnly: true, documents, departure: unseen() };
      }),
    ];
    if (lost.length > 0) this.onLost(lost);
    if (items.length > 0) this.onFound(items);
    await (isCopy ? this.#store.copy(items, gone) : this.#store.write(items, gone));
  }
}

/** How a record was lost while nobody told. */
function unseen(): Departure {
  return { how: "withdrawn", at: serverNow() };
}

/** The documents that a row names: the shared one, then the private one. */
function documentsOf(row: Row | undefined): string[] {
  return [row?.documentId, row?.privateDocumentId].filter((id) => id !== undefined);
}
