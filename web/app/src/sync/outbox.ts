import { Observable } from "../lib/observable";

/** The changes of one document that the server has not said it saved: hash to the time of the edit (ms). */
export type Waiting = Record<string, number>;

/** What the server refused, and why. */
export type Refusal = { hash: string; code: string; message: string; field?: string };

/**
 * The list of this device's unsent changes, by document. It outlives a reload, so that after one the documents are opened
 * again and their changes are sent: a repository syncs only the documents that are open.
 */
export class Outbox {
  readonly waiting: Observable<Record<string, Waiting>>;
  readonly refused = new Observable<Record<string, Refusal[]>>({});
  #key: string;
  #storage: Storage;

  constructor(user: string, storage: Storage) {
    this.#key = `roomkey/outbox/${user}`;
    this.#storage = storage;
    this.waiting = new Observable(parse(storage.getItem(this.#key)));
    // Another tab of this device writes the same list.
    globalThis.addEventListener?.("storage", (event) => {
      if (event.key === this.#key) this.waiting.set(parse(event.newValue));
    });
  }

  /** How many changes wait. */
  get count(): number {
    return Object.values(this.waiting.get()).reduce((sum, hashes) => sum + Object.keys(hashes).length, 0);
  }

  add(documentId: string, hash: string, at: number): void {
    this.#write({ ...this.#read(), [documentId]: { ...this.#read()[documentId], [hash]: at } });
  }

  /** The server said that these changes are durable. */
  saved(documentId: string, hashes: string[]): void {
    this.#drop(documentId, hashes);
  }

  /** The server said that it will never take these changes. */
  reject(documentId: string, hashes: string[], refusal: Omit<Refusal, "hash">): void {
    const ours = hashes.filter((hash) => this.#read()[documentId]?.[hash] !== undefined);
    this.#drop(documentId, ours);
    if (ours.length === 0) return;
    this.refused.update((all) => ({
      ...all,
      [documentId]: [...(all[documentId] ?? []), ...ours.map((hash) => ({ hash, ...refusal }))],
    }));
  }

  /** Forgets everything: the account's copies are wiped. */
  clear(): void {
    this.#write({});
    this.refused.set({});
  }

  #drop(documentId: string, hashes: string[]): void {
    const all = this.#read();
    const left = { ...all[documentId] };
    for (const hash of hashes) delete left[hash];
    const { [documentId]: _, ...others } = all;
    this.#write(Object.keys(left).length > 0 ? { ...others, [documentId]: left } : others);
  }

  /** The stored list, not our copy of it: another tab may have written since. */
  #read(): Record<string, Waiting> {
    return parse(this.#storage.getItem(this.#key));
  }

  #write(all: Record<string, Waiting>): void {
    this.#storage.setItem(this.#key, JSON.stringify(all));
    this.waiting.set(all);
  }
}

function parse(text: string | null): Record<string, Waiting> {
  return text ? (JSON.parse(text) as Record<string, Waiting>) : {};
}
