import { Alert } from "@mantine/core";
import { type RecordType, titleOf } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { creating } from "./creating";
import { inCommon, likelyDuplicates } from "./duplicates";

/** Records that may be the same as the one that is being made. It can be made all the same. */
export function Duplicates({ type, values }: { type: RecordType; values: Readonly<Record<string, string>> }) {
  const { client, schema } = useSession();
  const key = JSON.stringify(values);
  const found = useMemo(
    () => likelyDuplicates(type, JSON.parse(key) as Record<string, string>, client.rows.all.get().values()),
    [type, key, client],
  );
  if (found.length === 0) return null;
  return (
    <Alert
      color="yellow"
      role="status"
      title={found.length === 1 ? "There may be one already" : "There may be some already"}
    >
      {found.map((row) => {
        const its = schema.types.find(({ name }) => name === row.type) ?? type;
        return (
          <div key={row.id}>
            <Link to="/$plural/$id" params={{ plural: its.plural, id: row.id }} onClick={() => creating.set(undefined)}>
              {titleOf(its, row.fields)}
            </Link>
            {its.name !== type.name && `, a ${its.label.toLowerCase()}`}, {inCommon(type.name, values, row)}
          </div>
        );
      })}
    </Alert>
  );
}
