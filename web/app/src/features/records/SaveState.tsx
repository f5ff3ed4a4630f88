import type { DocumentId } from "@automerge/automerge-repo/slim";
import { isStored } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { SaveGlyph } from "../../ui/SaveGlyph";

/** Saved here, syncing, or saved: what is true of this record's edits. */
export function SaveState({ documentId }: { documentId: DocumentId }) {
  const { client } = useSession();
  const waiting = useObservable(client.outbox.waiting)[documentId];
  const connected = useObservable(client.socket.connection).state === "connected";
  const disk = useObservable(client.disk.state);
  const kept = isStored(waiting);
  const unkept = disk === "writable" ? "Saving" : "Not saved: this device has no room";
  const state = !waiting ? "saved" : connected ? "sending" : "here";
  return <output aria-label="Save state">{waiting && !kept ? unkept : <SaveGlyph state={state} />}</output>;
}
