import { binaryToDocumentId, type BinaryDocumentId, type DocumentId, documentIdToBinary } from "@automerge/automerge-repo/slim";

/** The id of the document whose 16 bytes are the UUID's. */
export function documentIdOf(uuid: string): DocumentId {
  const hex = uuid.replaceAll("-", "");
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return binaryToDocumentId(bytes as BinaryDocumentId);
}

/** The UUID whose 16 bytes make the document's id. */
export function uuidOf(documentId: DocumentId): string {
  const bytes = documentIdToBinary(documentId);
  if (!bytes) throw new Error("not a document id");
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
