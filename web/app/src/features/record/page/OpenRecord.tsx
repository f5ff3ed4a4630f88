import type { DocHandle, DocumentId } from "@automerge/automerge-repo/slim";
import type { Observable, Place, RecordDocument, RecordType } from "@roomkey/client";
import { beforeFrame, useObservable } from "@roomkey/client/react";
import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { Gesture } from "../edit/gesture";
import type { Gestures } from "../edit/undo";

/** One of the two documents of a record. */
export type Half = { documentId: DocumentId; handle: DocHandle<RecordDocument> };

/** The record that a page shows. It stays the same object while the record's values change. */
export type OpenRecord = {
  type: RecordType;
  id: string;
  shared: Half;
  secret: Half | undefined; // only for who may read it
  readOnly: boolean; // this user may not write the record; who has the secret half may write that
  today: string; // the user's day
  gestures: Gestures;
  editing: Observable<string | undefined>; // the pointer of the field that is edited here
  past: Observable<boolean>; // whether its history is shown
};

const RecordContext = createContext<OpenRecord | undefined>(undefined);

export const RecordProvider = RecordContext;

/** The record that is open; only on its page. */
export function useRecord(): OpenRecord {
  const record = useContext(RecordContext);
  if (!record) throw new Error("no record is open here");
  return record;
}

/** What select finds in a half of the record, now and, by the next frame, whenever it becomes something else. */
export function useDoc<T>(half: Half | undefined, select: (doc: RecordDocument | undefined) => T): T {
  const handle = half?.handle;
  const watch = useCallback(
    (changed: () => void) => {
      const framed = beforeFrame(changed);
      handle?.on("heads-changed", framed.ask);
      return () => {
        handle?.off("heads-changed", framed.ask);
        framed.stop();
      };
    },
    [handle],
  );
  return useSyncExternalStore(watch, () => select(handle?.isReady() ? handle.doc() : undefined));
}

/** The document of a half as it is now, for what is done on a click. */
export function docOf(half: Half | undefined): RecordDocument {
  return half?.handle.isReady() ? half.handle.doc() : ({} as RecordDocument);
}

/** Performs gestures on the record that is open. */
export function usePerform(): (gesture: Gesture) => void {
  const { gestures } = useRecord();
  return useCallback((gesture: Gesture) => gestures.perform(gesture), [gestures]);
}

/** Whether the field at a pointer is edited here. */
export function useIsEdited(pointer: string): boolean {
  return useObservable(useRecord().editing, (now) => now === pointer);
}

/** Whether this user may change fields of a half. */
export function mayEdit(record: OpenRecord, secret: boolean): boolean {
  return secret ? record.secret !== undefined : !record.readOnly;
}

/** A place below another one. */
export function below(place: Place, ...steps: string[]): Place {
  return [...place, ...steps] as unknown as Place;
}
