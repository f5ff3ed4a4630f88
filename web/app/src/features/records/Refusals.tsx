import type { DocumentId } from "@automerge/automerge-repo/slim";
import { Alert } from "@mantine/core";
import { type Field, labelOf } from "../../lib/schema";
import { useSession } from "../../react/client";
import { useObservable } from "../../react/useObservable";

/** Edits that the server refused, and why: they are on this device alone. */
export function Refusals({ documentId, fields }: { documentId: DocumentId; fields: Field[] }) {
  const { client } = useSession();
  const refusals = useObservable(client.outbox.refused)[documentId] ?? [];
  if (refusals.length === 0) return null;
  const reasons = refusals.map(({ field, message }) => {
    const name = field?.split("/")[1];
    return name && fields.some((known) => known.name === name) ? `${labelOf(name)} ${message}` : message;
  });
  return (
    <Alert color="red" mb="md" title={`Not saved: ${refusals.length} ${refusals.length === 1 ? "edit" : "edits"}`}>
      {[...new Set(reasons)].join(". ")}
    </Alert>
  );
}
