import type { Observable } from "../lib/observable";

/** Values by document, each in its own entry of localStorage. shown follows the entries, whichever tab wrote them. */
export class DocumentEntries<T> {
  #prefix: string;
  #storage: Storage;
  #shown: Observable<Record<string, T>>;

  constructor(prefix: string, storage: Storage, shown: Observable<Record<string, T>>) {
    this.#prefix = prefix;
    this.#storage = storage;
    this.#shown = shown;
    for (const [documentId, value] of this.all()) this.#show(documentId, value);
    globalThis.addEventListener?.("storage", (event) => {
      if (event.key?.startsWith(prefix)) this.#show(event.key.slice(prefix.length), parse<T>(event.newValue));
    });
  }

  /** Every entry as it is stored. */
  all(): [documentId: string, value: T][] {
    const keys = Array.from({ length: this.#storage.length }, (_, index) => this.#storage.key(index));
    return keys.flatMap((key): [string, T][] => {
      const value = key?.startsWith(this.#prefix) ? parse<T>(this.#storage.getItem(key)) : undefined;
      return key && value !== undefined ? [[key.slice(this.#prefix.length), value]] : [];
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

/** What was stored; undefined where it is no JSON. */
function parse<T>(text: string | null): T | undefined {
  try {
    return text ? (JSON.parse(text) as T) : undefined;
  } catch {
    return undefined;
  }
}
