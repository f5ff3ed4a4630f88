import { Observable } from "../lib/observable";
import type { TextStore } from "../lib/storage";
import type { Channel } from "./channel";
import type { Disk } from "./disk";
import { DocumentEntries } from "./entries";
import { Kept } from "./kept";

/** An edit that did not come to be as it was made: why, and what it was about to write. */
export type Refusal = {
  hash: string; // of the change
  code: string;
  message: string;
  field?: string; // JSON Pointer
  lost: Record<string, string>; // what was written, as text, by root field
};

/** A refusal as it is kept until its author has seen it. */
export type Notice = Refusal & {
  kind: "refused" | "repaired"; // not in the record; or in it, and put right by the server
  documentId: string;
  pointer: string; // of the field at fault, or "" where it is not known
  typed: string; // what its author wrote there
  at: number; // in milliseconds
};

/** The most that are kept, the last ones. */
const most = 500;

/** Edits that were refused or repaired, by document, until they are put away. They survive a reload. */
export class Notices {
  readonly all = new Observable<Readonly<Record<string, readonly Notice[]>>>({});
  #kept: Kept<Notice>;

  constructor(disk: Disk, channel?: Channel) {
    this.#kept = new Kept("notices", disk, isNotice, channel);
    this.#kept.all.watch(() => this.all.set(byDocument(this.#kept.all.get().values())));
  }

  start(database: IDBDatabase | undefined): Promise<void> {
    return this.#kept.start(database);
  }

  /** Takes over what an earlier version of the app kept in localStorage. */
  migrate(user: string, storage: TextStore): void {
    const old = new DocumentEntries<Refusal[]>(`roomkey/refused/${user}/`, storage);
    for (const [documentId, refusals] of old.all()) {
      if (Array.isArray(refusals)) this.add(documentId, "refused", refusals);
      old.remove(documentId);
    }
  }

  /** Of a document: at a pointer or below it, where one is given. */
  of(documentId: string, pointer?: string): readonly Notice[] {
    const all = this.all.get()[documentId] ?? [];
    return pointer === undefined ? all : all.filter((notice) => isUnder(notice.pointer, pointer));
  }

  add(documentId: string, kind: Notice["kind"], refusals: readonly Refusal[]): void {
    for (const refusal of refusals) {
      const roots = Object.keys(refusal.lost);
      const pointer = refusal.field ?? (roots.length === 1 ? `/${roots[0]}` : "");
      const typed = refusal.lost[rootOf(pointer)] ?? Object.values(refusal.lost).filter(Boolean).join(", ");
      const notice = { ...refusal, kind, documentId, pointer, typed, at: Date.now() };
      this.#kept.put(`${documentId}/${refusal.hash}${pointer}`, notice);
    }
    const beyond = [...this.#kept.all.get()].sort((a, b) => a[1].at - b[1].at).slice(0, -most);
    for (const [key] of beyond) this.#kept.remove(key);
  }

  /** The user has seen what is told of a document: all of it, or what is at a pointer or below it. */
  dismiss(documentId: string, pointer?: string): void {
    for (const [key, notice] of this.#kept.all.get())
      if (notice.documentId === documentId && (pointer === undefined || isUnder(notice.pointer, pointer)))
        this.#kept.remove(key);
  }

  clear(): Promise<void> {
    return this.#kept.clear();
  }
}

function byDocument(notices: Iterable<Notice>): Record<string, Notice[]> {
  const all: Record<string, Notice[]> = {};
  for (const notice of [...notices].sort((a, b) => a.at - b.at)) {
    const others = all[notice.documentId] ?? [];
    others.push(notice);
    all[notice.documentId] = others;
  }
  return all;
}

function isUnder(pointer: string, above: string): boolean {
  return pointer === above || pointer.startsWith(`${above}/`);
}

/** The root field of a pointer: "deposit" of "/private/deposit/holder". */
function rootOf(pointer: string): string {
  return pointer.replace(/^\/private(?=\/)/, "").split("/")[1] ?? "";
}

function isNotice(value: unknown): value is Notice {
  const notice = value as Partial<Notice> | null | undefined;
  const texts = [notice?.hash, notice?.code, notice?.message, notice?.documentId, notice?.pointer, notice?.typed];
  return (
    texts.every((text) => typeof text === "string") &&
    typeof notice?.at === "number" &&
    (notice.kind === "refused" || notice.kind === "repaired") &&
    typeof notice.lost === "object" &&
    notice.lost !== null
  );
}
