import type { DocumentId } from "@automerge/automerge-repo/slim";
import type { Documents, Reason } from "./documents";
import type { Frame } from "./socket";

type Hearing = Pick<Documents, "saved" | "goOn" | "rejected" | "repaired">;

/** Tells the documents what the server says of one's changes. Gives the frame's type where it was such a frame. */
export function receiveAboutDocument(documents: Hearing, frame: Frame): string | undefined {
  const documentId = String(frame.documentId) as DocumentId;
  const hashes = ((frame.hashes ?? []) as Uint8Array[]).map(hex);
  switch (frame.type) {
    case "saved":
      documents.saved(documentId, hashes);
      break;
    case "moved": {
      const heads = ((frame.heads ?? []) as Uint8Array[]).map(hex);
      void documents.goOn(documentId, heads, String(frame.to) as DocumentId);
      break;
    }
    case "rejected":
      // Else a moved frame comes too.
      if (frame.code !== "moved") documents.rejected(documentId, hashes, reasonOf(frame));
      break;
    case "repaired":
      documents.repaired(documentId, hashes, reasonOf(frame));
      break;
    default:
      return undefined;
  }
  return frame.type;
}

/** Why changes were refused or put right. */
function reasonOf(frame: Frame): Reason {
  return { code: String(frame.code), message: String(frame.message), field: frame.field as string | undefined };
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
