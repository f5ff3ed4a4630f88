import { type BinaryDocumentId, type DocumentId, interpretAsDocumentId } from "@automerge/automerge-repo/slim";

/** The id of the document whose 16 bytes are the UUID's. */
export function documentIdOf(uuid: string): DocumentId {
  const hex = uuid.replaceAll("-", "");
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return interpretAsDocumentId(bytes as BinaryDocumentId);
}
