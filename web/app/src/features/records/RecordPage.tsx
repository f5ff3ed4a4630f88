import type { DocumentId } from "@automerge/automerge-repo/slim";
import { Alert, Box, Loader, Stack, Text, Title } from "@mantine/core";
import { documentIdOf, mayWrite, type RecordType, readable, titleOf } from "@roomkey/client";
import { useCurrent, useDocument, useNaming, useObservable, useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { CommandBar } from "../../ui/CommandBar";
import { Fields } from "./Fields";
import { Notes } from "./Notes";
import { Refusals } from "./Refusals";
import { SaveState } from "./SaveState";
import { Watchers } from "./Watchers";

/** One record: its fields and its notes, edited on this device at once. */
export function RecordPage({ type, id }: { type: RecordType; id: string }) {
  const { client } = useSession();
  const row = useObservable(client.rows.all, (rows) => rows.get(id));
  const documentId = useCurrent((row?.documentId as DocumentId | undefined) ?? documentIdOf(id));
  const state = useDocument(documentId, id);
  const nameOf = useNaming();
  const online = useObservable(client.socket.connection).state === "connected";

  useEffect(() => {
    const leave = client.watchRecord(id);
    client.view(id);
    return () => {
      client.view(undefined);
      leave();
    };
  }, [client, id]);

  const path = (
    <Link to="/$plural" params={{ plural: type.plural }} search={{}}>
      {type.labels}
    </Link>
  );
  if (state.state !== "ready") {
    return (
      <>
        <CommandBar path={path} />
        <Box p="lg">
          <Refusals documentId={documentId} fields={type.fields} />
          <Absent loading={state.state === "loading"} online={online} />
        </Box>
      </>
    );
  }
  const readOnly = !mayWrite(client.user, row);
  const shared = type.fields.filter((field) => !field.private && !field.derived && field.name !== "notes");
  return (
    <>
      <CommandBar
        path={path}
        actions={
          <>
            <SaveState documentId={documentId} />
            <Watchers record={id} />
          </>
        }
      />
      <Box p="lg" maw={960}>
        <Title order={1} mb="md">
          {titleOf(type, state.doc)}
        </Title>
        {type.fields
          .filter((field) => field.derived && row?.fields[field.name] !== undefined)
          .map((field) => (
            <Text key={field.name} size="sm" c="dimmed" mb="sm">
              {field.label}: {readable(field, row?.fields[field.name], nameOf)}
            </Text>
          ))}
        <Refusals documentId={documentId} fields={type.fields} />
        <Fields fields={shared} handle={state.handle} doc={state.doc} record={id} readOnly={readOnly} />
        <Notes handle={state.handle} doc={state.doc} readOnly={readOnly} />
        {row?.privateDocumentId && (
          <PrivateFields type={type} record={id} documentId={row.privateDocumentId as DocumentId} />
        )}
      </Box>
    </>
  );
}

/** Stands for a record that this device has not, or not yet. */
function Absent({ loading, online }: { loading: boolean; online: boolean }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 2_000); // reading it from the disk takes less
    return () => clearTimeout(timer);
  }, []);
  if (loading && (online || !slow)) return <Loader aria-label="Loading" role="status" />;
  return (
    <Alert color="gray">
      {online
        ? "There is no such record, or you may not open it."
        : "This record isn't on this device. It opens when you are connected."}
    </Alert>
  );
}

/** The sensitive fields: a document of their own, which only who may read it ever has. */
function PrivateFields({
  type,
  record,
  documentId: told,
}: {
  type: RecordType;
  record: string;
  documentId: DocumentId;
}) {
  const documentId = useCurrent(told);
  const state = useDocument(documentId, record);
  if (state.state !== "ready") return null;
  return (
    <Stack mt="xl" gap="sm" component="section" aria-label="Private">
      <Title order={2} size="h4">
        Private
      </Title>
      <Text size="sm" c="dimmed">
        Only the owner and the brokers can see these.
      </Text>
      <Refusals documentId={documentId} fields={type.fields} />
      <Fields
        fields={type.fields.filter((field) => field.private && !field.derived)}
        handle={state.handle}
        doc={state.doc}
        record={record}
        readOnly={false}
      />
      <SaveState documentId={documentId} />
    </Stack>
  );
}
