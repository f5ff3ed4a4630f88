import { type Field, optionLabel, readable, show } from "@roomkey/client";
import { type Day, isDay, shortDay } from "../../../trade/days";

type NameOf = (id: string) => string | undefined;

/** The entries of a list in brief, "Investigation, Dec 18"; undefined where the value is no list of maps. */
export function entriesInBrief(field: Field | undefined, value: unknown, today: Day, nameOf: NameOf) {
  const item = field?.kind === "list" ? field.item : undefined;
  if (item?.kind !== "map" || !Array.isArray(value)) return undefined;
  return value.map((entry) => entryInBrief(item, entry, today, nameOf));
}

/** What an entry is, by the first member that says so, and its first day. */
function entryInBrief(item: Field, entry: unknown, today: Day, nameOf: NameOf): string {
  if (typeof entry !== "object" || entry === null) return show(entry);
  const members = entry as Record<string, unknown>;
  const named = item.fields?.find(({ name, kind }) => /^(string|enum)$/.test(kind) && name !== "id" && members[name]);
  const dated = item.fields?.find(({ name, kind }) => kind === "date" && isDay(members[name]));
  const day = dated && shortDay(show(members[dated.name]), today);
  const state = item.fields?.find((field) => field.kind === "enum" && field !== named && members[field.name]);
  const more = day ?? wordOf(state, members).toLowerCase();
  return [wordOf(named, members), more].filter(Boolean).join(", ") || readable(item, entry, nameOf);
}

function wordOf(field: Field | undefined, members: Readonly<Record<string, unknown>>): string {
  return field ? optionLabel(field, show(members[field.name])) : "";
}
