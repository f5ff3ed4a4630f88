import { Observable } from "@roomkey/client";

/** A list that somebody has looked at: its records in their order, and the way back to it as it was. */
export type Walk = {
  plural: string;
  name: string; // of its view: "Closing this month"
  search: Readonly<Record<string, string | undefined>>;
  ids: readonly string[];
};

/** The list that was looked at last, through which a record's page goes on. */
export const walk = new Observable<Walk | undefined>(undefined);

/** Where a record is in a list, from 1, and its neighbours there; undefined where the list does not have it. */
export function placeIn(
  list: Walk | undefined,
  plural: string,
  id: string,
): { place: number; of: number; before?: string; after?: string } | undefined {
  const index = list?.plural === plural ? list.ids.indexOf(id) : -1;
  if (!list || index < 0) return undefined;
  return { place: index + 1, of: list.ids.length, before: list.ids[index - 1], after: list.ids[index + 1] };
}
