import { useCallback, useState } from "react";
import { titleOf } from "../lib/schema";
import { useSession } from "./client";
import { useNames } from "./useNames";
import { useObservable } from "./useObservable";

/**
 * The name of a record or a person of whom this device knows, by id. The component is drawn anew when one of the names that it
 * has asked for changes, and not when any row does.
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is another function when it would give other names
  return useCallback(
    (id: string) => {
      asked.add(id);
      return nameOf(id);
    },
    [names, people, client, schema, asked],
  );
}
