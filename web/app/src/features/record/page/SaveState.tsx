import { type DiskState, isStored } from "@roomkey/client";
import { useObservable, useObservableByFrame, useSession } from "@roomkey/client/react";
import { SaveGlyph, type SaveState as State } from "../../../ui/SaveGlyph";
import { useRecord } from "./OpenRecord";

/** What is true of edits that are in memory alone, by what the disk can do. */
const unkept: Record<DiskState, State> = { writable: "saving", full: "unkept", denied: "denied" };

/** What is true of this record's edits, in both of its documents. */
export function SaveState() {
  const { client } = useSession();
  const { shared, secret } = useRecord();
  const ids = [shared.documentId, secret?.documentId].filter((id) => id !== undefined);
  const waits = useObservableByFrame(client.outbox.waiting, (waiting) => ids.some((id) => waiting[id]));
  const kept = useObservableByFrame(client.outbox.waiting, (waiting) => ids.every((id) => isStored(waiting[id])));
  const refused = useObservable(client.documents.notices.all, (all) => ids.some((id) => all[id]?.length));
  const connected = useObservable(client.socket.connection).state === "connected";
  const disk = useObservable(client.disk.state);
  const here: State = kept ? "here" : unkept[disk];
  const state: State = waits ? (connected && kept ? "sending" : here) : refused ? "refused" : "saved";
  return (
    <output aria-label="Save state">
      <SaveGlyph state={state} />
    </output>
  );
}
