import type { Row, Schema } from "@roomkey/client";
import type { Command, CommandGroup } from "../../ui/commands";
import type { Part } from "../nav";
import { isNamed, wordsOf } from "./match";

/** A line of the palette. */
export type Entry =
  | { is: "record"; id: string; row: Row }
  | { is: "command"; id: string; command: Command }
  | { is: "place"; id: string; to: string; label: string; icon: string; key?: string };

/** The lines under one heading. */
export type EntryGroup = { title: string; entries: Entry[] };

/** So many records of a type are listed. */
const perType = 5;

/** What the palette lists for a query: records by their type, then what can be done, then where one can go. */
export function entriesOf(
  query: string,
  rows: readonly Row[],
  schema: Schema,
  commands: readonly CommandGroup[],
  parts: readonly Part[],
): EntryGroup[] {
  const words = wordsOf(query);
  const records = schema.types.map(({ name, labels }) => ({
    title: labels,
    entries: rows
      .filter((row) => row.type === name)
      .slice(0, perType)
      .map((row): Entry => ({ is: "record", id: `record-${row.id}`, row })),
  }));
  const done = commands.map(({ title, commands }, group) => ({
    title,
    entries: commands
      .map((command, index): Entry => ({ is: "command", id: `command-${group}-${index}`, command }))
      .filter((entry) => entry.is === "command" && isNamed(`${title} ${entry.command.label}`, words)),
  }));
  const places = parts
    .flatMap((part) => part.places)
    .filter(({ label }) => isNamed(`Go to ${label}`, words))
    .map((place): Entry => ({ is: "place", id: `place-${place.to.slice(1) || "home"}`, ...place }));
  // What answers the query best comes first: the kind of the best row.
  const best = rows[0]?.type;
  records.sort((a, b) => Number(isOf(b.entries, best)) - Number(isOf(a.entries, best)));
  return [...records, ...done, { title: "Go to", entries: places }].filter(({ entries }) => entries.length > 0);
}

function isOf(entries: readonly Entry[], type: string | undefined): boolean {
  const [first] = entries;
  return first?.is === "record" && first.row.type === type;
}
