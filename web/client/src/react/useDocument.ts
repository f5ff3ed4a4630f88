import { getHeads } from "@automerge/automerge/slim";
import type { DocHandle, DocumentId } from "@automerge/automerge-repo/slim";
import { useEffect, useRef, useState } from "react";
import type { RecordDocument } from "../sync/documents";
import { useSession } from "./client";
import { beforeFrame } from "./frame";
import { useObservable } from "./useObservable";

/** A document as a component sees it: whose values, not whether there are any, its handle tells. */
export type DocumentState =
  | { state: "loading" }
  | { state: "ready"; handle: DocHandle<RecordDocument> }
  | { state: "unavailable" }; // this device does not have it and the server gives none, for now

/**
 * Opens a document of a record while the component is shown. The component is drawn again when the handle is another
 * or the document comes or goes, and not with each change of its values.
 */
export function useDocument(documentId: DocumentId, record: string): DocumentState {
  const { client } = useSession();
  const replaced = useObservable(client.documents.replaced)[documentId];
  const [state, setState] = useState<DocumentState>({ state: "loading" });
  const shown = useRef<{ record: string; documentId: DocumentId }>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a replaced handle has to be opened again
  useEffect(() => {
    let stop = () => {};
    let left = false;
    // Where a record goes on in another document, its editors stay, with what is being typed, until that is there.
    // If the row is gone, the record is lost.
    const moves = shown.current?.record === record && shown.current.documentId !== documentId;
    const goesOn = moves && client.rows.all.get().has(record);
    const miss = (absent: DocumentState) => {
      if (!left && !goesOn) setState(absent);
    };
    miss({ state: "loading" });
    const follow = (handle: DocHandle<RecordDocument>) => {
      if (left) return;
      const show = () => {
        if (getHeads(handle.doc()).length === 0) return miss({ state: "unavailable" });
        shown.current = { record, documentId };
        setState((now) => (now.state === "ready" && now.handle === handle ? now : { state: "ready", handle }));
      };
      const framed = beforeFrame(show);
      handle.on("heads-changed", framed.ask);
      stop = () => {
        handle.off("heads-changed", framed.ask);
        framed.stop();
      };
      if (handle.isReady()) show();
      else miss({ state: "unavailable" });
    };
    client.documents.open(documentId).then(follow, () => miss({ state: "unavailable" }));
    return () => {
      left = true;
      stop();
    };
  }, [client, documentId, record, replaced]);
  return state;
}
