import type { DocumentId } from "@automerge/automerge-repo/slim";
import { documentIdOf, mayWrite, Observable, type RecordType, serverNow } from "@roomkey/client";
import {
  type DocumentState,
  useCurrent,
  useDocument,
  useLost,
  useObservable,
  useSeen,
  useSession,
} from "@roomkey/client/react";
import { todayAt } from "@roomkey/client/values";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useNow } from "../../../ui/useNow";
import type { Draft } from "../edit/gesture";
import { gesturesOn } from "../edit/undo";
import { Absent } from "./Absent";
import { changedRoots } from "./changedRoots";
import { Gone } from "./Gone";
import { type Half, type OpenRecord, RecordProvider } from "./OpenRecord";
import { OtherRefusals } from "./OtherRefusals";
import { useFlashes } from "./others";
import { RecordBody } from "./RecordBody";
import styles from "./record.module.css";

type Props = { type: RecordType; id: string; actions?: ReactNode };

/** The page of one record: read first, every value edited in its place, on this device at once. */
export function RecordPage({ type, id, actions }: Props) {
  const { client } = useSession();
  const row = useObservable(client.rows.all, (rows) => rows.get(id));
  const documentId = useCurrent((row?.documentId as DocumentId | undefined) ?? documentIdOf(id));
  const state = useDocument(documentId, id);
  const online = useObservable(client.socket.connection).state === "connected";
  const lost = useLost(id);
  // The server does not know yet what was made here just now: it lets nobody into its room, and has no history of it.
  const known = row === undefined || row.heads.length > 0;
  useFlashes(id, known);
  useSeen(id);

  useEffect(() => {
    if (!known) return;
    const leave = client.watchRecord(id);
    client.view(id);
    return () => {
      client.view(undefined);
      leave();
    };
  }, [client, id, known]);

  const shared = useHalf(documentId, state);
  if (!shared) {
    return (
      <div className={styles.page}>
        {lost && <Gone type={type} lost={lost} />}
        {!lost && <OtherRefusals type={type} documentId={documentId} pointers={noPointers} />}
        <Absent type={type} loading={state.state === "loading"} online={online} />
      </div>
    );
  }
  const told = row?.privateDocumentId as DocumentId | undefined;
  const common = { type, id, shared, readOnly: !mayWrite(client.user, row), actions };
  return told ? <WithSecret {...common} told={told} /> : <Opened {...common} secret={undefined} />;
}

const noPointers: ReadonlySet<string> = new Set();

type OpenedProps = {
  type: RecordType;
  id: string;
  shared: Half;
  secret: Half | undefined;
  readOnly: boolean;
  actions?: ReactNode;
};

/** The sensitive fields are a document of their own, which only who may read it ever has. */
function WithSecret({ told, ...common }: Omit<OpenedProps, "secret"> & { told: DocumentId }) {
  const documentId = useCurrent(told);
  const state = useDocument(documentId, common.id);
  return <Opened {...common} secret={useHalf(documentId, state)} />;
}

function Opened({ type, id, shared, secret, readOnly, actions }: OpenedProps) {
  const { client } = useSession();
  const [editing] = useState(() => new Observable<string | undefined>(undefined));
  const [past] = useState(() => new Observable(false));
  useNow(60_000); // it changes at midnight
  const today = todayAt(new Date(serverNow()));
  const gestures = gesturesOn(id);
  useMemo(() => {
    gestures.writeTo(({ private: hidden }, change) => {
      const half = hidden ? secret : shared;
      if (!half?.handle.isReady()) return false;
      const before = half.handle.doc();
      let open = false; // a document that was left may be closed
      client.documents.edit(half.handle, (doc) => {
        open = true;
        change(doc as Draft);
      });
      if (open && !hidden) void client.rows.edited(id, changedRoots(before, half.handle.doc()));
      return open;
    });
  }, [client, gestures, id, shared, secret]);
  const record = useMemo(
    (): OpenRecord => ({ type, id, shared, secret, readOnly, today, gestures, editing, past }),
    [type, id, shared, secret, readOnly, today, gestures, editing, past],
  );
  return (
    <RecordProvider value={record}>
      <RecordBody actions={actions} />
    </RecordProvider>
  );
}

/** A half that stays the same while its values change. */
function useHalf(documentId: DocumentId, state: DocumentState): Half | undefined {
  const handle = state.state === "ready" ? state.handle : undefined;
  return useMemo(() => handle && { documentId, handle }, [documentId, handle]);
}
