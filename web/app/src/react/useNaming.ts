import { useCallback } from "react";
import { titleOf } from "../lib/schema";
import { useSession } from "./client";
import { useNames } from "./useNames";
import { useObservable } from "./useObservable";

/** The name of a record or a person of whom this device knows, by id. */
export function useNaming(): (id: string) => string | undefined {
  const { client, schema } = useSession();
  const rows = useObservable(client.rows.all);
  const people = useNames();
  return useCallback(
    (id: string) => {
      const row = rows.get(id);
      const type = row && schema.types.find(({ name }) => name === row.type);
      return type ? titleOf(type, row.fields) : people.get(id);
    },
    [rows, people, schema],
  );
}
