import { Anchor } from "@mantine/core";
import { titleOf } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";

/** The way to a record by its title; words where this device does not have it. Beside the title it says Open. */
export function RecordLink({ id, children, opens }: { id: string; children?: string; opens?: boolean }) {
  const { client, schema } = useSession();
  const row = useObservable(client.rows.all, (rows) => rows.get(id));
  const type = schema.types.find(({ name }) => name === row?.type);
  if (!row || !type) return <>{id && !opens ? "Not on this device" : ""}</>;
  const title = titleOf(type, row.fields);
  return (
    <Anchor
      inherit
      aria-label={opens ? `Open ${title}` : undefined}
      renderRoot={(props) => <Link to="/$plural/$id" params={{ plural: type.plural, id }} {...props} />}
    >
      {opens ? "Open" : (children ?? title)}
    </Anchor>
  );
}
