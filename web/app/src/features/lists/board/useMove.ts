import type { DocumentId } from "@automerge/automerge-repo/slim";
import { optionLabel, type RecordType, type Row, show, write } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useCallback } from "react";
import { tellDone, toasts } from "../../../ui/toasts";
import { titleOfRow } from "../title";

/** Moves a record to another status: on this device at once, offline too, and with Undo. */
export function useMove(type: RecordType): (row: Row, to: string) => void {
  const { client } = useSession();
  return useCallback(
    (row, to) => {
      const field = type.fields.find(({ name }) => name === type.status);
      const title = titleOfRow(type, row).main || "Untitled";
      const set = async (value: string) => {
        const handle = await client.documents.open(row.documentId as DocumentId);
        if (!handle.isReady()) {
          toasts.show({ text: `${title} isn't on this device. It can be moved when you are connected.` });
          return false;
        }
        client.documents.edit(handle, (draft) => write(draft, [type.status], value));
        void client.rows.edited(row.id, { [type.status]: value });
        return true;
      };
      const from = show(row.fields[type.status]);
      void set(to).then((moved) => {
        if (moved) tellDone(`${title} moved to ${optionLabel(field, to)}`, () => void set(from));
      });
    },
    [client, type],
  );
}
