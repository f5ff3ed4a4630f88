import type { DocumentId } from "@automerge/automerge-repo/slim";
import { Text } from "@mantine/core";
import { useObservable, useSession } from "@roomkey/client/react";

/** Saved here, syncing, or saved: what is true of this record's edits. */
export function SaveState({ documentId }: { documentId: DocumentId }) {
  const { client } = useSession();
  const waiting = useObservable(client.outbox.waiting)[documentId];
  const connected = useObservable(client.socket.connection).state === "connected";
  const text = !waiting ? "Saved" : connected ? "Syncing" : "Saved on this device";
  return (
    <Text size="sm" c="dimmed" component="output" aria-label="Save state">
      {text}
    </Text>
  );
}
