import { Observable } from "../lib/observable";

/** A change that the server has not said it saved. */
export type Unsent = {
  at: number; // time of the edit, in milliseconds
  change?: string; // the change itself (base64), until the repository has it on disk
};

/** The unsent changes of one document by hash. */
export type Waiting = Record<string, Unsent>;

/** An edit that the server refused, why, and what it was about to write. */
export type Refusal = { hash: string; code: string; message: string; field?: string; lost: Record<string, string> };

/**
 * This device's unsent changes, by document. The list survives a reload, after which these documents are opened and
 * their changes sent: a repository syncs only open documents. Each document has an entry of its own, so that a
 * keystroke in one costs nothing for the others, and tabs do not overwrite each other.
 */
export class Outbox {
  readonly waiting = new Observable<Record<string, Waiting>>({});
  readonly refused = new Observable<Record<string, Refusal[]>>({});
  #unsent: DocumentEntries<Waiting>;
  #refusals: DocumentEntries<Refusal[]>;

  constructor(user: string, storage: Storage) {
    this.#unsent = new DocumentEntries(`roomkey/outbox/${user}/`, storage, this.waiting);
    this.#refusals = new DocumentEntries(`roomkey/refused/${user}/`, storage, this.refused);
  }

  /** How many changes wait. */
  get count(): number {
    return count(this.waiting.get());
  }

  add(documentId: string, hash: string, at: number, change?: Uint8Array): void {
    const entry: Unsent = change ? { at, change: btoa(String.fromCharCode(...change)) } : { at };
    this.#unsent.write(documentId, { ...this.#unsent.read(documentId), [hash]: entry });
  }

  /** The repository has these changes on disk: they need not be kept here. */
  kept(documentId: string, hashes: string[]): void {
    const all = this.#unsent.read(documentId);
    if (!all) return;
    const next = { ...all };
    for (const hash of hashes) if (next[hash]?.change) next[hash] = { at: next[hash].at };
    this.#unsent.write(documentId, next);
  }

  /** The hashes of a document's unsent changes, also those of other tabs. */
  hashes(documentId: string): string[] {
    return Object.keys(this.#unsent.read(documentId) ?? {});
  }

  /** The changes that may not be on disk yet. */
  unkept(documentId: string): Uint8Array[] {
    return Object.values(this.#unsent.read(documentId) ?? {}).flatMap(({ change }) =>
      change ? [Uint8Array.from(atob(change), (char) => char.charCodeAt(0))] : [],
    );
  }

  /** These changes wait no longer: they are durable at the server, or will never be. */
  drop(documentId: string, hashes: Iterable<string>): void {
    const left = { ...this.#unsent.read(documentId) };
    for (const hash of hashes) delete left[hash];
    this.#unsent.write(documentId, Object.keys(left).length > 0 ? left : undefined);
  }

  /** Keeps what was refused until the user has seen it. */
  refuse(documentId: string, refusals: Refusal[]): void {
    if (refusals.length > 0)
      this.#refusals.write(documentId, [...(this.#refusals.read(documentId) ?? []), ...refusals]);
  }

  /** The user has seen what was refused. */
  dismiss(documentId: string): void {
    this.#refusals.write(documentId, undefined);
  }

  /** Forgets everything: the account's copies are wiped. */
  clear(): void {
    for (const id of Object.keys(this.waiting.get())) this.#unsent.write(id, undefined);
    for (const id of Object.keys(this.refused.get())) this.#refusals.write(id, undefined);
  }
}

/** How many changes wait in all documents. */
export function count(waiting: Record<string, Waiting>): number {
  return Object.values(waiting).reduce((sum, hashes) => sum + Object.keys(hashes).length, 0);
}

/** Values by document, each in its own entry of the storage. shown follows the entries, whichever tab wrote them. */
class DocumentEntries<T> {
  #prefix: string;
  #storage: Storage;
  #shown: Observable<Record<string, T>>;

  constructor(prefix: string, storage: Storage, shown: Observable<Record<string, T>>) {
    this.#prefix = prefix;
    this.#storage = storage;
    this.#shown = shown;
    for (let i = 0; i < storage.length; i++) {
      const key = storage.key(i);
      if (key?.startsWith(prefix)) this.#show(key.slice(prefix.length), parse<T>(storage.getItem(key)));
    }
    globalThis.addEventListener?.("storage", (event) => {
      if (event.key?.startsWith(prefix)) this.#show(event.key.slice(prefix.length), parse<T>(event.newValue));
    });
  }

  /** The stored value, not our copy of it: another tab may have written since. */
  read(documentId: string): T | undefined {
    return parse<T>(this.#storage.getItem(this.#prefix + documentId));
  }

  write(documentId: string, value: T | undefined): void {
    if (value === undefined) this.#storage.removeItem(this.#prefix + documentId);
    else this.#storage.setItem(this.#prefix + documentId, JSON.stringify(value));
    this.#show(documentId, value);
  }

  #show(documentId: string, value: T | undefined): void {
    this.#shown.update((all) => {
      const { [documentId]: before, ...others } = all;
      if (value === undefined) return before === undefined ? all : others;
      return { ...others, [documentId]: value };
    });
  }
}

function parse<T>(text: string | null): T | undefined {
  return text ? (JSON.parse(text) as T) : undefined;
}
