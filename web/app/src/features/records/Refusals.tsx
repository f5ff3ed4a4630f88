import type { DocumentId } from "@automerge/automerge-repo/slim";
import { Alert, List } from "@mantine/core";
import type { Field } from "@roomkey/client";
import { explain } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";

/** Edits that the server refused, and why: they are in the record no more, so what they would have written is told. */
export function Refusals({ documentId, fields }: { documentId: DocumentId; fields: Field[] }) {
  const { client } = useSession();
  const refusals = useObservable(client.outbox.refused)[documentId] ?? [];
  if (refusals.length === 0) return null;
  return (
    <Alert
      color="red"
      mb="md"
      role="alert"
      title={`Not saved: ${refusals.length} ${refusals.length === 1 ? "edit" : "edits"}`}
      withCloseButton
      closeButtonLabel="Dismiss"
      onClose={() => client.outbox.dismiss(documentId)}
    >
      <List size="sm" listStyleType="none" style={{ overflowWrap: "anywhere" }}>
        {[...new Set(refusals.map((refusal) => explain(refusal, fields)))].map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
