import type { Row } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useMemo } from "react";
import { Faces } from "../../ui/Avatar";
import { firstName } from "../../ui/person";
import { peopleAt } from "./peopleAt";

type Props = { rows: readonly Row[]; nameOf: (id: string) => string | undefined };

/** Who else is at the records of a list, in its bar. */
export function ListFaces({ rows, nameOf }: Props) {
  const { client } = useSession();
  const ids = useMemo(() => new Set(rows.map(({ id }) => id)), [rows]);
  const key = useObservable(client.rooms.members, (rooms) => peopleAt(rooms, ids, client.user.id).join());
  const people = (key ? key.split(",") : []).map((id) => {
    const name = nameOf(id) ?? "";
    return { id, name, label: `${name ? firstName(name) : "A colleague"} is at one of these` };
  });
  return <Faces people={people} label="At these records" />;
}
