import type { DocumentId } from "@automerge/automerge-repo/slim";
import { useObservable, useSession } from "@roomkey/client/react";
import { SaveGlyph } from "../../ui/SaveGlyph";

/** Saved here, syncing, or saved: what is true of this record's edits. */
export function SaveState({ documentId }: { documentId: DocumentId }) {
  const { client } = useSession();
  const waiting = useObservable(client.outbox.waiting)[documentId];
  const connected = useObservable(client.socket.connection).state === "connected";
  return (
    <output aria-label="Save state">
      <SaveGlyph state={!waiting ? "saved" : connected ? "sending" : "here"} />
    </output>
  );
}
