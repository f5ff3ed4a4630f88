import { type Row, show } from "@roomkey/client";
import { occurrences } from "@roomkey/client/values";
import { addDays, type Day } from "../../../trade/days";
import { dayIn, isZone, momentOf, wallTime } from "../../../trade/zone";

/** An appointment, or one occurrence of it, as a calendar shows it; times in milliseconds, the end after the start. */
export type Entry = {
  row: Row;
  title: string;
  place: string;
  start: number;
  end: number;
  allDay: boolean;
  kind: string;
  status: string;
  owner: string;
  zone: string; // the appointment's own
};

/** The part of an entry that falls on one day: minutes since midnight, and its share of the width among others. */
export type Block = { entry: Entry; from: number; to: number; lane: number; lanes: number };

const shortest = 30 * 60_000; // what ends before it starts is shown as half an hour
const wholeDay = 24 * 60; // minutes

/** Days, both included. */
export type Window = { first: Day; last: Day };

/**
 * The appointments among rows, the earliest first. One that repeats is there with each occurrence on the days of a
 * window; one without a time that can be read is left out.
 */
export function entriesOf(rows: Iterable<Row>, ownZone: string, window?: Window): Entry[] {
  const from = window && momentOf(addDays(window.first, -1), 0, ownZone); // zones may be a day apart
  const to = window && momentOf(addDays(window.last, 2), 0, ownZone);
  const entries: Entry[] = [];
  for (const row of rows) {
    if (row.type !== "appointment" || row.archivedAt || row.deletedAt) continue;
    const { fields } = row;
    const start = Date.parse(show(fields.DTSTART));
    const end = Date.parse(show(fields.DTEND));
    if (Number.isNaN(start)) continue;
    const zone = show(fields.TZID);
    const first: Entry = {
      row,
      title: show(fields.SUMMARY) || "Untitled",
      place: show(fields.LOCATION),
      start,
      end: end > start ? end : start + shortest,
      allDay: fields.allDay === true,
      kind: show(fields.kind),
      status: show(fields.STATUS),
      owner: row.owner,
      zone: isZone(zone) ? zone : ownZone,
    };
    const rule = show(fields.RRULE);
    const each = rule && from && to ? occurrences(rule, first, first.zone, from, to) : [first];
    entries.push(...each.map(({ start, end }) => ({ ...first, start, end })));
  }
  return entries.sort((a, b) => a.start - b.start || b.end - a.end || (a.row.id < b.row.id ? -1 : 1));
}

/** What tells an entry from all others. */
export function keyOf({ row, start }: Entry): string {
  return `${row.id} ${start}`;
}

/** Whether an entry stands in the row above the hours: it lasts all day, or a day and more. */
export function isAbove(entry: Entry): boolean {
  return entry.allDay || entry.end - entry.start >= wholeDay * 60_000;
}

/** The first and the last day of an entry in a zone; an all-day one has its days in its own. */
export function daysOf(entry: Entry, zone: string): [Day, Day] {
  const at = entry.allDay ? entry.zone : zone;
  return [dayIn(entry.start, at), dayIn(entry.end - 1, at)];
}

/** The entries that stand in the row above the hours of a day. */
export function above(entries: readonly Entry[], day: Day, zone: string): Entry[] {
  return entries.filter((entry) => {
    if (!isAbove(entry)) return false;
    const [first, last] = daysOf(entry, zone);
    return first <= day && day <= last;
  });
}

/**
 * The entries of a day in a zone as blocks of at least so many minutes; those that overlap stand beside each other.
 */
export function blocksOf(entries: readonly Entry[], day: Day, zone: string, least = 15): Block[] {
  const blocks: Block[] = [];
  const midnight = momentOf(day, 0, zone);
  const next = momentOf(addDays(day, 1), 0, zone);
  for (const entry of entries) {
    if (isAbove(entry) || entry.end <= midnight || entry.start >= next) continue;
    const from = entry.start < midnight ? 0 : wallTime(entry.start, zone).minutes;
    const to = entry.end >= next ? wholeDay : wallTime(entry.end, zone).minutes;
    blocks.push({ entry, from, to: Math.max(to, from + least), lane: 0, lanes: 1 });
  }
  return inLanes(blocks);
}

/** Gives each block of a day, earliest first, a lane; blocks that overlap one after the other share the width. */
function inLanes(blocks: Block[]): Block[] {
  let cluster: Block[] = [];
  let until = -1;
  const close = () => {
    const lanes = Math.max(...cluster.map(({ lane }) => lane + 1), 1);
    for (const block of cluster) block.lanes = lanes;
    cluster = [];
  };
  for (const block of blocks) {
    if (block.from >= until) close();
    const taken = new Set(cluster.filter(({ to }) => to > block.from).map(({ lane }) => lane));
    while (taken.has(block.lane)) block.lane++;
    cluster.push(block);
    until = Math.max(until, block.to);
  }
  close();
  return blocks;
}
