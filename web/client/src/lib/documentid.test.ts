import { expect, test } from "vitest";
import { vectors } from "../vectors";
import { documentIdOf, privateDocumentIdOf } from "./documentid";

type Ids = { id: string; documentId: string; privateDocumentId: string };

test("a record's two documents have the ids that the server gives them", async () => {
  for (const { id, documentId, privateDocumentId } of vectors<Ids>("document_ids")) {
    expect(documentIdOf(id)).toBe(documentId);
    expect(await privateDocumentIdOf(id)).toBe(privateDocumentId);
  }
});
