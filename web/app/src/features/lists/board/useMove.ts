import type { DocumentId } from "@automerge/automerge-repo/slim";
import { api, optionLabel, type RecordType, type Row, show, write } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useCallback } from "react";
import { mayMove } from "../../../trade/moves";
import { titleOfRow } from "../../../trade/title";
import { tellDone, toasts } from "../../../ui/toasts";
import { patchAll } from "../bulk/act";

/**
 * Moves a record to another status, shown at once, with Undo. Where the schema has a way back, both are edits on this
 * device, offline too. A move without one is asked of the server while it is there: it alone takes such a move back.
 */
export function useMove(type: RecordType): (row: Row, to: string) => void {
  const { client } = useSession();
  return useCallback(
    (row, to) => {
      const field = type.fields.find(({ name }) => name === type.status);
      const from = show(row.fields[type.status]);
      const title = titleOfRow(type, row).main || "Untitled";
      const told = `${title} moved to ${optionLabel(field, to)}`;
      const showAs = (value: string) => void client.rows.edited(row.id, { [type.status]: value });
      const edit = async (value: string) => {
        const handle = await client.documents.open(row.documentId as DocumentId);
        if (!handle.isReady()) {
          toasts.show({ text: `${title} isn't on this device. It can be moved when you are connected.` });
          return false;
        }
        client.documents.edit(handle, (draft) => write(draft, [type.status], value));
        showAs(value);
        return true;
      };
      const ask = async () => {
        showAs(to);
        try {
          const done = await patchAll(api, type, [row], { [type.status]: to });
          if (done.failed[0]) throw new Error(done.failed[0]);
          tellDone(told, () => void done.undo().then(({ failed }) => failed[0] && toasts.show({ text: failed[0] })));
        } catch (cause) {
          showAs(from);
          toasts.show({ text: `${title} was not moved: ${cause instanceof Error ? cause.message : "try again"}` });
        }
      };
      const back = !field || mayMove(field, to, from);
      if (!back && client.socket.connection.get().state === "connected") void ask();
      else void edit(to).then((moved) => moved && tellDone(told, back ? () => void edit(from) : undefined));
    },
    [client, type],
  );
}
