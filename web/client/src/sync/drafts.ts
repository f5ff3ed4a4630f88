import type { Observable } from "../lib/observable";
import type { Channel } from "./channel";
import type { Disk } from "./disk";
import { Kept } from "./kept";

/** What was typed into a field and neither committed nor discarded. */
export type Draft = {
  record: string; // UUID, or what names a form that makes one
  documentId: string;
  pointer: string; // of the field: "/purchasePrice". A note that is being written is "/notes/-"
  typed: string;
  base: string; // what the field showed when the typing began
  at: number; // of the last key, in milliseconds
};

/**
 * What is being typed on this device, kept from the first key: it is there again after Back, a reload or a crash, and
 * in every tab. It ends when it is committed or discarded, by whoever shows it.
 */
export class Drafts {
  readonly all: Observable<ReadonlyMap<string, Draft>>;
  #kept: Kept<Draft>;

  constructor(disk: Disk, channel?: Channel) {
    this.#kept = new Kept("drafts", disk, isDraft, channel);
    this.all = this.#kept.all;
  }

  start(database: IDBDatabase | undefined): Promise<void> {
    return this.#kept.start(database);
  }

  at(documentId: string, pointer: string): Draft | undefined {
    return this.all.get().get(keyOf(documentId, pointer));
  }

  /** What is being typed in a document. */
  of(documentId: string): Draft[] {
    return [...this.all.get().values()].filter((draft) => draft.documentId === documentId);
  }

  /** Keeps what is typed now. base counts only with the first key. */
  keep(documentId: string, pointer: string, draft: Pick<Draft, "record" | "typed" | "base">): void {
    const base = this.at(documentId, pointer)?.base ?? draft.base;
    this.#kept.put(keyOf(documentId, pointer), { ...draft, base, documentId, pointer, at: Date.now() });
  }

  /** What was typed is committed, or discarded. */
  end(documentId: string, pointer: string): void {
    this.#kept.remove(keyOf(documentId, pointer));
  }

  /** A record goes on in another document, and so do its drafts. */
  move(from: string, to: string): void {
    for (const draft of this.of(from)) {
      this.end(from, draft.pointer);
      if (!this.at(to, draft.pointer)) this.#kept.put(keyOf(to, draft.pointer), { ...draft, documentId: to });
    }
  }

  clear(): Promise<void> {
    return this.#kept.clear();
  }
}

function keyOf(documentId: string, pointer: string): string {
  return `${documentId}${pointer}`;
}

function isDraft(value: unknown): value is Draft {
  const draft = value as Partial<Draft> | null | undefined;
  const texts = [draft?.record, draft?.documentId, draft?.pointer, draft?.typed, draft?.base];
  return texts.every((text) => typeof text === "string") && typeof draft?.at === "number";
}
