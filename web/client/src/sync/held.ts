import { evicted } from "../lib/evict";
import { Observable } from "../lib/observable";
import type { Row } from "../lib/row";
import type { TextStore } from "../lib/storage";
import { isMap } from "../lib/valid";
import type { Channel } from "./channel";
import type { Disk } from "./disk";
import type { DocumentStore } from "./documentstore";
import { Kept, openedStore } from "./kept";

/** Bytes of documents that a device keeps where nobody has said otherwise. */
export const usualLimit = 500_000_000;

/** When a document was last opened here, and whether it was removed to make room, until it is opened again. */
type Opened = { at: number; evicted?: boolean };

/** The documents that this device holds, and those that it gave up to make room. */
export type HeldDocuments = { count: number; bytes: number; evicted: number };

/**
 * How much of documents this device keeps. Beyond a limit that the user sets it removes those that were opened longest
 * ago, never one that has to stay because it is open or has words of the user that are nowhere else. The rows stay: a
 * list shows every record, and one that was removed comes again when it is opened.
 */
export class Held {
  /** Bytes. */
  readonly limit: Observable<number>;
  /** Counts how often documents were removed to make room, in whichever tab: then measure gives another answer. */
  readonly removals = new Observable(0);
  #store: DocumentStore;
  #disk: Disk;
  #user: string;
  #settings: TextStore;
  #channel?: Channel;
  #opened: Kept<Opened>;

  constructor(user: string, store: DocumentStore, disk: Disk, settings: TextStore, channel?: Channel) {
    this.#user = user;
    this.#store = store;
    this.#disk = disk;
    this.#settings = settings;
    this.#channel = channel;
    this.#opened = new Kept<Opened>(openedStore, disk, isOpened, channel);
    this.limit = new Observable(limitIn(settings, this.#key));
    channel?.on("limit", ({ bytes }) => this.#take(bytes));
    channel?.on("removed", () => this.removals.update((number) => number + 1));
  }

  async start(): Promise<void> {
    await this.#opened.start(await this.#disk.open(`roomkey-opened-${this.#user}`, [openedStore]));
  }

  /** Somebody opens a document here. */
  opened(documentId: string): void {
    this.#opened.put(documentId, { at: Date.now() });
  }

  /** Whether a document was removed to make room: it is not to come again by itself. */
  isEvicted(documentId: string): boolean {
    return this.#opened.all.get().get(documentId)?.evicted === true;
  }

  /** Sets the limit of this device, in bytes. What was removed may come again where there is more room now. */
  setLimit(bytes: number): void {
    this.#settings.setItem(this.#key, String(bytes));
    this.#channel?.post("limit", { bytes });
    this.#take(bytes);
  }

  /** What this device holds. */
  async measure(): Promise<HeldDocuments> {
    const sizes = await this.#store.sizes();
    const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const gone = [...this.#opened.all.get()].filter(([id, { evicted }]) => evicted && !sizes.has(id));
    return { count: sizes.size, bytes, evicted: gone.length };
  }

  /** Removes what is beyond the limit, and gives how many documents went; in the tab that writes. */
  async evict(rows: Iterable<Row>, stays: (documentId: string) => boolean): Promise<number> {
    const opened = this.#opened.all.get();
    const changed = new Map<string, number>();
    for (const { documentId, privateDocumentId, updatedAt } of rows) {
      for (const id of [documentId, privateDocumentId]) if (id) changed.set(id, Date.parse(updatedAt));
    }
    const held = [...(await this.#store.sizes())].map(([id, bytes]) => ({
      id,
      bytes,
      openedAt: opened.get(id)?.at ?? 0,
      changedAt: changed.get(id) ?? 0,
    }));
    const due = evicted(held, this.limit.get(), stays);
    const gone = await this.#store.removeDocuments(due, stays);
    this.#opened.putAll(gone.map((id) => [id, { at: this.#opened.all.get().get(id)?.at ?? 0, evicted: true }]));
    if (gone.length > 0) {
      this.#channel?.post("removed", {});
      this.removals.update((number) => number + 1);
    }
    return gone.length;
  }

  clear(): Promise<void> {
    return this.#opened.clear();
  }

  get #key(): string {
    return `roomkey/limit/${this.#user}`;
  }

  #take(bytes: number): void {
    if (bytes > this.limit.get()) {
      const gone = [...this.#opened.all.get()].filter(([, { evicted }]) => evicted);
      this.#opened.putAll(gone.map(([id, { at }]) => [id, { at }]));
    }
    this.limit.set(bytes);
  }
}

function limitIn(settings: TextStore, key: string): number {
  const kept = Number(settings.getItem(key) ?? Number.NaN);
  return Number.isFinite(kept) && kept >= 0 ? kept : usualLimit;
}

function isOpened(value: unknown): value is Opened {
  return isMap(value) && typeof value.at === "number" && Number.isFinite(value.at);
}
