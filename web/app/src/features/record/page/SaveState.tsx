import { isStored } from "@roomkey/client";
import { useObservable, useObservableByFrame, useSession } from "@roomkey/client/react";
import { SaveGlyph } from "../../../ui/SaveGlyph";
import { useRecord } from "./OpenRecord";
import { saveStateOf } from "./saveStateOf";

/** What is true of this record's edits, in both of its documents. */
export function SaveState() {
  const { client } = useSession();
  const { id, shared, secret } = useRecord();
  const ids = [shared.documentId, secret?.documentId].filter((id) => id !== undefined);
  const waits = useObservableByFrame(client.outbox.waiting, (waiting) => ids.some((id) => waiting[id]));
  const kept = useObservableByFrame(client.outbox.waiting, (waiting) => ids.every((id) => isStored(waiting[id])));
  const refused = useObservable(client.documents.notices.all, (all) => ids.some((id) => (all[id]?.length ?? 0) > 0));
  const connected = useObservable(client.socket.connection).state === "connected";
  const disk = useObservable(client.disk.state);
  const torn = useObservable(client.rows.all, (rows) => Object.keys(rows.get(id)?.conflicts ?? {}).length > 0);
  const state = saveStateOf({ waits, kept, connected, disk, refused, torn });
  return (
    <output aria-label="Save state">
      <SaveGlyph state={state} />
    </output>
  );
}
