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
  const done = doneUnder(commands, words);
  const places = parts
    .flatMap((part) => part.places)
    .filter(({ label }) => isNamed(`Go to ${label}`, words))
    .map((place): Entry => ({ is: "place", id: `place-${place.to.slice(1) || "home"}`, ...place }));
  // What answers the query best comes first: the kind of the best row.
  const best = rows[0]?.type;
  records.sort((a, b) => Number(isOf(b.entries, best)) - Number(isOf(a.entries, best)));
  return [...records, ...done, { title: "Go to", entries: places }].filter(({ entries }) => entries.length > 0);
}

/** The commands in their order: of the record that is open, AI tasks about it, what else the page offers, one's own. */
export function inPalette(shown: readonly CommandGroup[], tasks: readonly CommandGroup[], own: CommandGroup) {
  const here = shown.filter(({ title }) => title.startsWith("On "));
  const [about, ...others] = tasks;
  return [...here, ...(about ? [about] : []), ...shown.filter((group) => !here.includes(group)), ...others, own];
}

/** What can be done, by heading: several parts of a page may offer something under the same one. */
function doneUnder(groups: readonly CommandGroup[], words: readonly string[]): EntryGroup[] {
  const under = new Map<string, Entry[]>();
  for (const [group, { title, commands, whenAsked }] of groups.entries()) {
    if (whenAsked && words.length === 0) continue;
    const entries = commands
      .map((command, index): Entry => ({ is: "command", id: `command-${group}-${index}`, command }))
      .filter(
        (entry) =>
          entry.is === "command" && isNamed(`${title} ${entry.command.label} ${entry.command.also ?? ""}`, words),
      );
    under.set(title, [...(under.get(title) ?? []), ...entries]);
  }
  return [...under].map(([title, entries]) => ({ title, entries }));
}

function isOf(entries: readonly Entry[], type: string | undefined): boolean {
  const [first] = entries;
  return first?.is === "record" && first.row.type === type;
}
