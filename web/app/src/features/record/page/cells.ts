import { type Field, idOf, type Place } from "@roomkey/client";
import { useMemo } from "react";
import type { Placed } from "../layout/place";
import { type Half, useDoc } from "./OpenRecord";

const none: readonly Record<string, unknown>[] = [];

/** The items of a list of maps, now and whenever it changes. */
export function useItems(half: Half | undefined, place: Place): readonly Record<string, unknown>[] {
  const list = useDoc(half, (doc) => {
    let at: unknown = doc;
    for (const step of place) at = (at as Record<string, unknown> | undefined)?.[step];
    return at;
  });
  return Array.isArray(list) ? (list as Record<string, unknown>[]) : none;
}

/** The cells of an item, each a field with its place: its id is none, nor is what is computed. */
export function useCells(list: Field, item: Record<string, unknown>, place: Place, hidden: boolean): Placed[] {
  const id = idOf(item);
  const key = place.join(".");
  return useMemo(
    () =>
      (list.item?.fields ?? [])
        .filter((field) => field.name !== "id" && !field.derived)
        .map((field) => ({
          path: `${key}.${id}.${field.name}`,
          field,
          label: field.label,
          place: [...key.split("."), id, field.name] as unknown as Place,
          private: hidden,
        })),
    [list, id, key, hidden],
  );
}

/** One cell of those. */
export function cellNamed(cells: Placed[], name: string): Placed | undefined {
  return cells.find(({ field }) => field.name === name);
}
