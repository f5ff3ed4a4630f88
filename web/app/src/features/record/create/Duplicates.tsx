import { Alert } from "@mantine/core";
import { type RecordType, type Row, titleOf } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { creating } from "./creating";
import { inCommon, withInCommon } from "./duplicates";

/** Records that may be the same as the one that is being made, or of related people. It can be made all the same. */
export function Duplicates({ type, values }: { type: RecordType; values: Readonly<Record<string, string>> }) {
  const { client } = useSession();
  const key = JSON.stringify(values);
  const { same, related } = useMemo(
    () => withInCommon(type, JSON.parse(key) as Record<string, string>, client.rows.all.get().values()),
    [type, key, client],
  );
  return (
    <>
      {same.length > 0 && (
        <Alert
          color="yellow"
          role="status"
          title={same.length === 1 ? "There may be one already" : "There may be some already"}
        >
          <Found type={type} values={values} rows={same} />
        </Alert>
      )}
      {related.length > 0 && (
        <Alert color="gray" role="status" title="Shares a contact with somebody of another name">
          <Found type={type} values={values} rows={related} />
        </Alert>
      )}
    </>
  );
}

type FoundProps = { type: RecordType; values: Readonly<Record<string, string>>; rows: Row[] };

function Found({ type, values, rows }: FoundProps) {
  const { schema } = useSession();
  return rows.map((row) => {
    const its = schema.types.find(({ name }) => name === row.type) ?? type;
    return (
      <div key={row.id}>
        <Link to="/$plural/$id" params={{ plural: its.plural, id: row.id }} onClick={() => creating.set(undefined)}>
          {titleOf(its, row.fields)}
        </Link>
        {its.name !== type.name && `, a ${its.label.toLowerCase()}`}, {inCommon(type.name, values, row)}
      </div>
    );
  });
}
