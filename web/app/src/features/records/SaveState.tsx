import type { DocumentId } from "@automerge/automerge-repo/slim";
import { Text } from "@mantine/core";
import { isStored } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";

/** Saved here, syncing, or saved: what is true of this record's edits. */
export function SaveState({ documentId }: { documentId: DocumentId }) {
  const { client } = useSession();
  const waiting = useObservable(client.outbox.waiting)[documentId];
  const connected = useObservable(client.socket.connection).state === "connected";
  const disk = useObservable(client.disk.state);
  const kept = isStored(waiting);
  const here = kept ? "Saved on this device" : disk === "writable" ? "Saving" : "Not saved: this device has no room";
  const text = !waiting ? "Saved" : connected && kept ? "Syncing" : here;
  return (
    <Text size="sm" c="dimmed" component="output" aria-label="Save state">
      {text}
    </Text>
  );
}
