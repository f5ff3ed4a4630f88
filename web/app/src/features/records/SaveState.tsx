import type { DocumentId } from "@automerge/automerge-repo/slim";
import { isStored } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { SaveGlyph, type SaveState as State } from "../../ui/SaveGlyph";

/** What is true of this record's edits: saved, on the way, saved on this device alone, or not even that. */
export function SaveState({ documentId }: { documentId: DocumentId }) {
  const { client } = useSession();
  const waiting = useObservable(client.outbox.waiting)[documentId];
  const connected = useObservable(client.socket.connection).state === "connected";
  const disk = useObservable(client.disk.state);
  const kept = isStored(waiting);
  const here: State = kept ? "here" : disk === "writable" ? "saving" : "unkept";
  return (
    <output aria-label="Save state">
      <SaveGlyph state={!waiting ? "saved" : connected && kept ? "sending" : here} />
    </output>
  );
}
