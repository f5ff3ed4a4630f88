import type { DocHandle, DocumentId } from "@automerge/automerge-repo/slim";
import { useEffect, useState } from "react";
import type { RecordDocument } from "../sync/documents";
import { useSession } from "./client";

/** A document as a component sees it. */
export type DocumentState =
  | { state: "loading" }
  | { state: "ready"; handle: DocHandle<RecordDocument>; doc: RecordDocument }
  | { state: "unavailable" }; // this device does not have it and the server gives none

/** Opens a document while the component is shown, and follows its changes. */
export function useDocument(documentId: DocumentId): DocumentState {
  const { client } = useSession();
  const [state, setState] = useState<DocumentState>({ state: "loading" });
  useEffect(() => {
    const abort = new AbortController();
    let stop = () => {};
    setState({ state: "loading" });
    client.documents.open(documentId, abort.signal).then(
      (handle) => {
        if (abort.signal.aborted) return;
        const show = () => setState({ state: "ready", handle, doc: handle.doc() });
        handle.on("change", show);
        stop = () => handle.off("change", show);
        show();
      },
      () => {
        if (!abort.signal.aborted) setState({ state: "unavailable" });
      },
    );
    return () => {
      abort.abort();
      stop();
    };
  }, [client, documentId]);
  return state;
}
