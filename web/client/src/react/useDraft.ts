import type { Draft } from "../sync/drafts";
import { useSession } from "./client";
import { useObservable } from "./useObservable";

/** What is typed at a place: the draft, if there is one; how to keep what is typed now; and how to end it. */
export type UsedDraft = {
  draft: Draft | undefined;
  /** Call with each key. base is what the field shows, and counts with the first key alone. */
  keep: (typed: string, base: string) => void;
  /** It is committed, or discarded. */
  end: () => void;
};

/** What is typed in a field of a document, kept from the first key and restored after Back, a reload or a crash. */
export function useDraft(documentId: string, pointer: string, record = ""): UsedDraft {
  const { client } = useSession();
  const draft = useObservable(client.drafts.all, () => client.drafts.at(documentId, pointer));
  return {
    draft,
    keep: (typed, base) => client.drafts.keep(documentId, pointer, { record, typed, base }),
    end: () => client.drafts.end(documentId, pointer),
  };
}
