import { Observable } from "@roomkey/client";
import { useSyncExternalStore } from "react";

/** What was typed into a field and not written: the text, and the value that the field had when it began. */
export type Typed = { text: string; base: string };

const drafts = new Observable<ReadonlyMap<string, Typed>>(new Map());

/** What is typed at a place of a document, kept from the first key until it is written or discarded. */
export function useTyped(documentId: string, pointer: string) {
  const key = `${documentId}${pointer}`;
  const typed = useSyncExternalStore(drafts.watch, () => drafts.get().get(key));
  const set = (next: Typed | undefined) =>
    drafts.update((all) => {
      const left = new Map(all);
      if (next) left.set(key, next);
      else left.delete(key);
      return left;
    });
  return [typed, set] as const;
}

/** What is typed and not written in a document, by pointer. */
export function draftsOf(documentId: string): { pointer: string; text: string }[] {
  return [...drafts.get()]
    .filter(([key]) => key.startsWith(`${documentId}/`))
    .map(([key, { text }]) => ({ pointer: key.slice(documentId.length), text }));
}
