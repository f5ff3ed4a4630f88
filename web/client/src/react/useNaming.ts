import { useCallback, useState } from "react";
import { titleOf } from "../lib/schema";
import { useSession } from "./client";
import { useNames } from "./useNames";
import { useObservable } from "./useObservable";

/**
 * Gives the name of a record or a person by id, where this device knows it. The component is drawn again when one of
 * the names changes that it has asked for, and not whenever a row does.
 */
export function useNaming(): (id: string) => string | undefined {
  const { client, schema } = useSession();
  const people = useNames();
  const [asked] = useState(() => new Set<string>());
  const nameOf = (id: string) => {
    const row = client.rows.all.get().get(id);
    const type = row && schema.types.find(({ name }) => name === row.type);
    return type ? titleOf(type, row.fields) : people.get(id);
  };
  const names = useObservable(client.rows.all, () => JSON.stringify([...asked].map(nameOf)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the function changes when a name that it gives does
  return useCallback(
    (id: string) => {
      asked.add(id);
      return nameOf(id);
    },
    [names, people, client, schema, asked],
  );
}
