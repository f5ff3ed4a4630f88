import type { Row } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useCallback } from "react";
import type { SaveState } from "../../ui/SaveGlyph";

/** Tells what is true of a row's edits: not sent, on the way, refused, two values; undefined where all is saved. */
export function useRowState(): (row: Row) => SaveState | undefined {
  const { client } = useSession();
  const waiting = useObservable(client.outbox.waiting);
  const refused = useObservable(client.outbox.refused);
  const connected = useObservable(client.socket.connection).state === "connected";
  return useCallback(
    (row) => {
      const documents = [row.documentId, row.privateDocumentId].filter((id) => id !== undefined);
      if (documents.some((id) => (refused[id]?.length ?? 0) > 0)) return "refused";
      if (documents.some((id) => waiting[id])) return connected ? "sending" : "here";
      return Object.keys(row.conflicts).length > 0 ? "conflict" : undefined;
    },
    [waiting, refused, connected],
  );
}
