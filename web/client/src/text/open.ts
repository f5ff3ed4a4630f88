import type { DocHandle } from "@automerge/automerge-repo/slim";
import type { Documents, RecordDocument } from "../sync/documents";
import { TextBinding } from "./binding";
import { Carets } from "./carets";

/** One text of a record that is being shown: its binding, the carets in it, and what ends both. */
export type OpenText = { binding: TextBinding; carets: Carets; close: () => void };

/** Opens the text of a field at the document's root. onChange is called when the document has changed. */
export function openText(
  documents: Documents,
  handle: DocHandle<RecordDocument>,
  field: string,
  onChange: () => void,
): OpenText {
  const doc = () => handle.doc() as Record<string, unknown>;
  const binding = new TextBinding({ doc, change: (change) => documents.edit(handle, change) }, field, Date.now);
  const carets = new Carets({ doc, broadcast: (message) => handle.broadcast(message) }, field);
  const changed = () => {
    onChange();
    carets.moved();
  };
  const heard = ({ senderId, message }: { senderId: string; message: unknown }) => carets.receive(senderId, message);
  handle.on("heads-changed", changed);
  handle.on("ephemeral-message", heard);
  return {
    binding,
    carets,
    close: () => {
      handle.off("heads-changed", changed);
      handle.off("ephemeral-message", heard);
      carets.stop();
    },
  };
}
