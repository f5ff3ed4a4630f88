import type { TextStore } from "../lib/storage";
/** Values by document, each in its own entry of localStorage, as earlier versions of the app kept them. */
export class DocumentEntries<T> {
  #prefix: string;
  #storage: TextStore;

  constructor(prefix: string, storage: TextStore) {
    this.#prefix = prefix;
    this.#storage = storage;
  }

  /** Every entry; what is no JSON is left out. */
  all(): [documentId: string, value: T][] {
    const keys = Array.from({ length: this.#storage.length }, (_, index) => this.#storage.key(index));
    return keys.flatMap((key): [string, T][] => {
      const value = key?.startsWith(this.#prefix) ? parse<T>(this.#storage.getItem(key)) : undefined;
      return key && value !== undefined ? [[key.slice(this.#prefix.length), value]] : [];
    });
  }

  remove(documentId: string): void {
    this.#storage.removeItem(this.#prefix + documentId);
  }
}

function parse<T>(text: string | null): T | undefined {
  try {
    return text ? (JSON.parse(text) as T) : undefined;
  } catch {
    return undefined;
  }
}
