import { Observable } from "../lib/observable";
import { Spaced } from "../lib/spaced";
import type { TextStore } from "../lib/storage";
import { count, type Unsent, type Waiting } from "../lib/unsent";
import type { Channel } from "./channel";
import { type Disk, result } from "./disk";
import { DocumentEntries } from "./entries";
import type { Notices } from "./notices";

/** What is stored under [document, hash]. An entry of an earlier version may lack the bytes: the document has them. */
type Entry = { at: number; bytes?: Uint8Array };

const store = "outbox";

/** Milliseconds from one telling of what is stored to the next: somebody who types has a hundred changes a second. */
const tellEvery = 50;

/**
 * This device's unsent changes, by document, as bytes in IndexedDB until the server has saved them. The list survives
 * the end of the page, after which these documents are opened and their changes sent. A change is written in the task
 * of the key that made it: only a transaction that is committed there survives the end of the page.
 */
export class Outbox {
  readonly waiting = new Observable<Readonly<Record<string, Waiting>>>({});
  /** What the server did not take as it was. */
  readonly refused: Notices["all"];
  #user: string;
  #storage: TextStore;
  #disk: Disk;
  #channel?: Channel;
  #database?: IDBDatabase;
  #unstored = new Map<string, { documentId: string; hash: string; entry: Entry }>();
  #unkept = new Set<string>(); // of these, what the disk has refused: the others are on their way
  #cleared = false; // here or in another tab
  #gone?: Set<string>; // what is dropped while the list is read
  #reading = Promise.resolve();
  #notices: Notices;
  #stored: { documentId: string; hash: string; at: number }[] = []; // and not told yet
  #tellings = new Spaced(async () => this.#tellStored(), tellEvery);

  constructor(user: string, storage: TextStore, disk: Disk, notices: Notices, channel?: Channel) {
    this.#user = user;
    this.#storage = storage;
    this.#disk = disk;
    this.#channel = channel;
    this.#notices = notices;
    this.refused = notices.all;
    channel?.on("hello", () => {
      for (const [documentId, marked] of Object.entries(this.waiting.get())) this.#tell(documentId, marked);
    });
    channel?.on("here", () => void this.refresh().catch(() => undefined)); // until then it did not tell this tab
    channel?.on("wipe", () => {
      this.#cleared = true;
    });
    channel?.on("waiting", ({ documentId, marked, gone }) => {
      for (const hash of gone) this.#forget(documentId, hash);
      this.#remove(documentId, gone);
      // That a change is stored may be heard after that it is saved.
      const known = this.waiting.get()[documentId];
      for (const [hash, unsent] of Object.entries(marked))
        if (!unsent.stored || known?.[hash]) this.#mark(documentId, hash, unsent);
    });
  }

  /** Reads what was left. Changes that are added before are written now. */
  async start(): Promise<void> {
    this.#database = await this.#disk.open(`roomkey-outbox-${this.#user}`, [store]);
    await this.refresh();
    this.#migrate();
    await this.retry().catch(() => undefined);
  }

  /** Reads what is on the disk: the page has slept, and has not heard what the other tabs did. */
  refresh(): Promise<void> {
    this.#reading = this.#reading.catch(() => undefined).then(() => this.#read());
    return this.#reading;
  }

  async #read(): Promise<void> {
    if (!this.#database) return;
    const before = this.waiting.get();
    this.#gone = new Set();
    const objects = this.#database.transaction(store).objectStore(store);
    const [keys, entries] = await Promise.all([result(objects.getAllKeys()), result(objects.getAll())]);
    const read = new Set<string>();
    for (const [index, key] of keys.entries()) {
      const [documentId, hash] = key as [string, string];
      const at = Number((entries[index] as Partial<Entry> | undefined)?.at ?? 0);
      read.add(hash);
      if (!this.#gone.has(hash)) this.#mark(documentId, hash, { at, stored: true });
    }
    this.#gone = undefined;
    for (const [documentId, waiting] of Object.entries(before)) {
      const stored = Object.keys(waiting).filter((hash) => waiting[hash]?.stored && !read.has(hash));
      this.#remove(documentId, stored);
    }
  }

  /** How many changes wait. */
  get count(): number {
    return count(this.waiting.get());
  }

  /** Keeps a change. It is committed in the caller's task, and stored once the disk says so. */
  add(documentId: string, hash: string, at: number, bytes?: Uint8Array): void {
    this.#unstored.set(`${documentId}/${hash}`, { documentId, hash, entry: { at, bytes } });
    this.#mark(documentId, hash, { at, stored: false });
    this.#tell(documentId, { [hash]: { at, stored: false } });
    void this.#write([`${documentId}/${hash}`]).catch(() => undefined);
  }

  /** The hashes of a document's unsent changes, also those of other tabs. */
  hashes(documentId: string): string[] {
    return Object.keys(this.waiting.get()[documentId] ?? {});
  }

  /** A document's unsent changes in the order in which they were made, also those of other tabs. */
  async changes(documentId: string): Promise<Uint8Array[]> {
    const entries: Entry[] = [];
    if (this.#database) {
      const range = IDBKeyRange.bound([documentId], [documentId, "\uffff"]);
      entries.push(...(await result(this.#database.transaction(store).objectStore(store).getAll(range))));
    }
    for (const held of this.#unstored.values()) if (held.documentId === documentId) entries.push(held.entry);
    return entries.sort((a, b) => a.at - b.at).flatMap(({ bytes }) => (bytes instanceof Uint8Array ? [bytes] : []));
  }

  /** These changes wait no longer: they are durable at the server, or will never be. */
  drop(documentId: string, hashes: Iterable<string>): void {
    const known = this.waiting.get()[documentId] ?? {};
    const gone = [...hashes].filter((hash) => known[hash]);
    if (gone.length === 0) return;
    for (const hash of gone) this.#forget(documentId, hash);
    this.#remove(documentId, gone);
    this.#tell(documentId, {}, gone);
    this.#disk.holds(this, this.#unkept.size);
    const remove = (objects: IDBObjectStore) => {
      for (const hash of gone) objects.delete([documentId, hash]);
    };
    // What stays on the disk is offered to the server once more, which has it.
    if (this.#database) void this.#disk.write(this.#database, store, remove, "relaxed").catch(() => undefined);
  }

  /** The user has seen what was refused. */
  dismiss(documentId: string): void {
    this.#notices.dismiss(documentId);
  }

  /** Forgets everything, and keeps nothing more: the account's copies are wiped. */
  async clear(): Promise<void> {
    this.#cleared = true;
    this.#unstored.clear();
    this.#unkept.clear();
    for (const id of Object.keys(this.waiting.get())) this.drop(id, this.hashes(id));
    if (this.#database) await this.#disk.write(this.#database, store, (objects) => void objects.clear());
  }

  /** Tries again to write what is in memory only. */
  retry(): Promise<void> {
    return this.#write([...this.#unstored.keys()]);
  }

  async #write(names: string[]): Promise<void> {
    const due = names.flatMap((name) => this.#unstored.get(name) ?? []);
    if (due.length === 0 || this.#cleared) return;
    if (!this.#database) return this.#hold(names);
    const put = (objects: IDBObjectStore) => {
      for (const { documentId, hash, entry } of due) objects.put(entry, [documentId, hash]);
    };
    try {
      await this.#disk.write(this.#database, store, put);
    } catch (cause) {
      this.#hold(names, cause);
      throw cause;
    }
    for (const { documentId, hash, entry } of due) {
      if (this.#forget(documentId, hash)) this.#stored.push({ documentId, hash, at: entry.at });
    }
    if (this.#stored.length > 0) void this.#tellings.ask();
    this.#disk.holds(this, this.#unkept.size);
  }

  /** What is in memory only, and why: until it is written or dropped. */
  #hold(names: string[], cause?: unknown): void {
    for (const name of names) if (this.#unstored.has(name)) this.#unkept.add(name);
    this.#disk.holds(this, this.#unkept.size, cause);
  }

  /** A change need not be written any more; false where it needed not before. */
  #forget(documentId: string, hash: string): boolean {
    const name = `${documentId}/${hash}`;
    this.#unkept.delete(name);
    return this.#unstored.delete(name);
  }

  /** Marks as stored what is on the disk and waits still, and tells the other tabs. */
  #tellStored(): void {
    const byDocument = new Map<string, Record<string, Unsent>>();
    for (const { documentId, hash, at } of this.#stored.splice(0)) {
      if (!this.waiting.get()[documentId]?.[hash]) continue; // it was dropped
      const marked = byDocument.get(documentId) ?? {};
      marked[hash] = { at, stored: true };
      byDocument.set(documentId, marked);
    }
    for (const [documentId, marked] of byDocument) {
      this.#show(documentId, { ...this.waiting.get()[documentId], ...marked });
      this.#tell(documentId, marked);
    }
  }

  /** Takes over what an earlier version of the app kept in localStorage. */
  #migrate(): void {
    const old = new DocumentEntries<Record<string, { at: number; change?: string }>>(
      `roomkey/outbox/${this.#user}/`,
      this.#storage,
    );
    for (const [documentId, entries] of old.all()) {
      for (const [hash, { at, change }] of Object.entries(entries)) {
        const bytes = change === undefined ? undefined : Uint8Array.from(atob(change), (char) => char.charCodeAt(0));
        this.add(documentId, hash, at, bytes);
      }
      if (this.#database)
        void this.retry()
          .then(() => old.remove(documentId))
          .catch(() => undefined);
    }
  }

  /** Tells the other tabs, if there are any: a tab that comes is told all that waits. */
  #tell(documentId: string, marked: Waiting, gone: string[] = []): void {
    if (this.#channel && !this.#channel.isAlone) this.#channel.post("waiting", { documentId, marked, gone });
  }

  #mark(documentId: string, hash: string, unsent: Unsent): void {
    this.#show(documentId, { ...this.waiting.get()[documentId], [hash]: unsent });
  }

  #remove(documentId: string, hashes: string[]): void {
    for (const hash of hashes) this.#gone?.add(hash);
    const gone = new Set(hashes);
    const left = Object.entries(this.waiting.get()[documentId] ?? {}).filter(([hash]) => !gone.has(hash));
    this.#show(documentId, left.length > 0 ? Object.fromEntries(left) : undefined);
  }

  #show(documentId: string, waiting: Waiting | undefined): void {
    this.waiting.update((all) => {
      const { [documentId]: before, ...others } = all;
      if (waiting === undefined) return before === undefined ? all : others;
      return { ...others, [documentId]: waiting };
    });
  }
}
