import { useDraft } from "@roomkey/client/react";
import { useRecord } from "./OpenRecord";

/** What was typed into a field and not written: the text, and what the field showed when the typing began. */
export type Typed = { text: string; base: string };

/** What is typed at a place of a document, kept from the first key until it is written or discarded. */
export function useTyped(documentId: string, pointer: string) {
  const { draft, keep, end } = useDraft(documentId, pointer, useRecord().id);
  const typed: Typed | undefined = draft && { text: draft.typed, base: draft.base };
  const set = (next: Typed | undefined) => (next ? keep(next.text, next.base) : end());
  return [typed, set] as const;
}
