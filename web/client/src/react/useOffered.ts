import { useMemo } from "react";
import { latestRows } from "../lib/latest";
import type { Row } from "../lib/row";
import { useSession } from "./client";
import { useFound } from "./useFound";
import { useObservable } from "./useObservable";

/** The rows of a type that an input offers: those that are found by what was typed, or else the latest. */
export function useOffered(typeName: string, typed: string, limit: number): Row[] {
  const { client, schema } = useSession();
  const all = useObservable(client.rows.all);
  const found = useFound(typed, { type: typeName, limit });
  const type = schema.types.find(({ name }) => name === typeName);
  return useMemo(() => {
    if (!type) return [];
    if (typed.trim() === "") return latestRows(all, type, limit);
    return (found?.items ?? []).flatMap(({ id }) => all.get(id) ?? []);
  }, [all, found, type, typed, limit]);
}
