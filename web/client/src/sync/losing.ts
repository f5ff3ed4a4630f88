import type { DocumentId } from "@automerge/automerge-repo/slim";
import { documentIdOf, privateDocumentIdOf } from "../lib/documentid";
import type { Documents } from "./documents";
import type { Drafts } from "./drafts";
import type { LostRow, Rows } from "./rows";

type Parts = { documents: Documents; drafts: Drafts; rows: Rows };

/** A record, or its private half, leaves this device. What the user typed stays, for copying. */
export async function lose({ documents, drafts, rows }: Parts, gone: LostRow): Promise<void> {
  const { id, row, privateOnly, departure } = gone;
  const all = new Set(gone.documents as DocumentId[]);
  if (!privateOnly) all.add(documentIdOf(id));
  all.add(await privateDocumentIdOf(id));
  const written = [...all].flatMap((documentId) => drafts.of(documentId));
  const isNoted = documents.lost.all.get().has(id); // an event says more than what was found missing
  const inHand = isNoted || written.length > 0 || [...all].some((documentId) => documents.isInHand(documentId));
  const typed = written.map(({ pointer, typed }) => ({ pointer, text: typed }));
  const unsent = await Promise.all([...all].map((documentId) => documents.forget(documentId)));
  if (!inHand || privateOnly || rows.all.get().has(id)) return;
  documents.lost.add(id, row, departure, [...typed, ...unsent.flat()]);
}
