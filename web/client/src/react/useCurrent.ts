import type { DocumentId } from "@automerge/automerge-repo/slim";
import { useSession } from "./client";
import { useObservable } from "./useObservable";

/** The document in which a document goes on, as far as this device was told; else the document itself. */
export function useCurrent(documentId: DocumentId): DocumentId {
  const { client } = useSession();
  const moved = useObservable(client.documents.moved);
  let current = documentId;
  for (let next = moved[current]; next && next !== documentId; next = moved[current]) current = next;
  return current;
}
