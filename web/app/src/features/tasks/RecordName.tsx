import { Anchor } from "@mantine/core";
import { titleOf } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a value of an output may be the id of a record. */
export function isId(value: unknown): value is string {
  return typeof value === "string" && uuid.test(value);
}

/** A record as outputs name it, by its id, its type and what it was called. */
export type Named = { id: string; type: string; name: string };

export function isNamed(value: object): value is Named {
  const { id, type, name, ...more } = value as Partial<Named>;
  return isId(id) && typeof type === "string" && typeof name === "string" && Object.keys(more).length === 0;
}

/** The way to a record by its title; what it is called otherwise where this device does not have it. */
export function RecordName({ id, otherwise }: { id: string; otherwise: string }) {
  const { client, schema } = useSession();
  const row = useObservable(client.rows.all, (rows) => rows.get(id));
  const type = schema.types.find(({ name }) => name === row?.type);
  if (!row || !type) return <>{otherwise || "None"}</>;
  return (
    <Anchor inherit renderRoot={(props) => <Link to="/$plural/$id" params={{ plural: type.plural, id }} {...props} />}>
      {titleOf(type, row.fields)}
    </Anchor>
  );
}
