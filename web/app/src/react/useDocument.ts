import { getHeads } from "@automerge/automerge/slim";
import type { DocHandle, DocumentId } from "@automerge/automerge-repo/slim";
import { useEffect, useRef, useState } from "react";
import type { RecordDocument } from "../sync/documents";
import { useSession } from "./client";
import { useObservable } from "./useObservable";

/** A document as a component sees it. */
export type DocumentState =
  | { state: "loading" }
  | { state: "ready"; handle: DocHandle<RecordDocument>; doc: RecordDocument }
  | { state: "unavailable" }; // this device does not have it and the server gives none, for now

/** Opens a document while the component is shown, and follows its changes. */
export function useDocument(documentId: DocumentId): DocumentState {
  const { client } = useSession();
  const replaced = useObservable(client.documents.replaced)[documentId];
  const [state, setState] = useState<DocumentState>({ state: "loading" });
  const shown = useRef<DocumentId>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a replaced handle has to be opened again
  useEffect(() => {
    let stop = () => {};
    let left = false;
    // Where a document only goes on in another one, its editors stay, with what is being typed.
    const goesOn = shown.current !== undefined && client.documents.moved.get()[shown.current] === documentId;
    if (!goesOn) setState({ state: "loading" });
    shown.current = documentId;
    const follow = (handle: DocHandle<RecordDocument>) => {
      if (left) return;
      const show = ({ doc }: { doc: RecordDocument }) =>
        setState(getHeads(doc).length > 0 ? { state: "ready", handle, doc } : { state: "unavailable" });
      handle.on("heads-changed", show);
      stop = () => handle.off("heads-changed", show);
      if (handle.isReady()) show({ doc: handle.doc() });
      else setState({ state: "unavailable" });
    };
    client.documents.open(documentId).then(follow, () => {
      if (!left) setState({ state: "unavailable" });
    });
    return () => {
      left = true;
      stop();
    };
  }, [client, documentId, replaced]);
  return state;
}
