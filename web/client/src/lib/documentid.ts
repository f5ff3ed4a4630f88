import { type BinaryDocumentId, type DocumentId, interpretAsDocumentId } from "@automerge/automerge-repo/slim";

/** The id of the document whose 16 bytes are the UUID's. */
export function documentIdOf(uuid: string): DocumentId {
  return interpretAsDocumentId(bytesOf(uuid) as BinaryDocumentId);
}

/** The id of the document that holds a record's sensitive fields (R28). */
export async function privateDocumentIdOf(uuid: string): Promise<DocumentId> {
  const named = new Uint8Array([...new TextEncoder().encode("roomkey/private/"), ...bytesOf(uuid)]);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", named));
  return interpretAsDocumentId(digest.slice(0, 16) as BinaryDocumentId);
}

function bytesOf(uuid: string): Uint8Array {
  const hex = uuid.replaceAll("-", "");
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}
