import { idOf, type Note, show } from "@roomkey/client";

/** A change as the server's history tells it. */
export type Change = {
  heads: string[];
  private?: boolean;
  user: string;
  at: string;
  fields: string[];
  task?: { id: string; plugin: string; undo?: boolean };
};

/** One entry of the timeline, the newest first. */
export type Entry =
  | { kind: "note"; key: string; at: string; user: string; note: Note }
  | {
      kind: "change";
      key: string;
      at: string;
      user: string; // empty: the server
      field: string; // a root field's pointer; empty where more than one changed
      fields: string[];
      from: string[]; // heads before the first of the changes
      to: string[]; // and after the last
      private: boolean;
      task: boolean;
      made: boolean; // the record was made by it
    }
  | { kind: "appointment"; key: string; at: string; user: ""; id: string; title: string };

/** An appointment that concerns the record. */
export type Meeting = { id: string; title: string; at: string };

/** Changes by one person to one field within this time are one entry, in milliseconds. */
const joined = 30 * 60_000;

/** Root fields that tell nothing: notes show as notes, the others say whose the document is. */
const unseen = /^(\/private)?\/(notes|type|privateOf)$/;

/** What every record begins with: its empty lists and texts. The change that gave it values tells who made it. */
const begun = ["/tags", "/briefing"];

const nobody = /^0{8}-0{4}-0{4}-0{4}-0{12}$/;

/** The timeline of a record: what people noted, what they changed, and its appointments. */
export function timelineOf(changes: Change[], notes: Note[], meetings: Meeting[]): Entry[] {
  const entries: Entry[] = [
    ...changesOf(changes),
    ...notes.map((note, index): Entry => {
      const id = idOf(note) || String(index);
      return { kind: "note", key: `note ${id}`, at: show(note.at), user: show(note.author), note };
    }),
    ...meetings.map(
      ({ id, title, at }): Entry => ({ kind: "appointment", key: `meeting ${id}`, at, user: "", id, title }),
    ),
  ];
  return entries.sort((a, b) => time(b) - time(a));
}

function time({ at }: Entry): number {
  return Date.parse(at) || 0;
}

/** Changes as entries, of which those that go on with one another are one. Changes of notes show as notes. */
function changesOf(changes: Change[]): Entry[] {
  const found: Extract<Entry, { kind: "change" }>[] = [];
  const last: Record<"shared" | "private", string[]> = { shared: [], private: [] };
  for (const change of changes) {
    const half = change.private ? "private" : "shared";
    const from = last[half];
    last[half] = change.heads;
    const fields = [...new Set(change.fields.map(rootOf))].filter((field) => !unseen.test(field));
    if (fields.length === 0) continue;
    const user = nobody.test(change.user) ? "" : change.user;
    if (user === "" && begun.every((field) => fields.includes(field))) continue;
    const field = fields.length === 1 ? (fields[0] as string) : "";
    const before = found.at(-1);
    const goesOn =
      before?.user === user &&
      before.field === field &&
      field !== "" &&
      before.private === Boolean(change.private) &&
      before.task === Boolean(change.task) &&
      Date.parse(change.at) - Date.parse(before.at) < joined;
    if (goesOn && before) Object.assign(before, { at: change.at, to: change.heads });
    else {
      found.push({
        kind: "change",
        key: `change ${half} ${change.heads.join()}`,
        at: change.at,
        user,
        field,
        fields,
        from,
        to: change.heads,
        private: change.private === true,
        task: change.task !== undefined,
        made: change.fields.includes("/type"),
      });
    }
  }
  return found;
}

/** The pointer of the root field that a pointer leads into. */
function rootOf(pointer: string): string {
  return /^(\/private)?\/[^/]*/.exec(pointer)?.[0] ?? pointer;
}

const clockOf = new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit" });
const dayOf = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric" });
const dayOfYear = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", year: "numeric" });

/** When something was, in short: "now", "5 min ago", "today, 9:41 AM", "yesterday, 4:12 PM", "Nov 28". */
export function when(at: string, now: number): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "";
  const age = now - time.getTime();
  if (age >= 0 && age < 60_000) return "now";
  if (age >= 0 && age < 3_600_000) return `${Math.floor(age / 60_000)} min ago`;
  const clock = clockOf.format(time);
  const day = (of: Date) => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime();
  const days = Math.round((day(new Date(now)) - day(time)) / 86_400_000);
  if (days === 0) return `today, ${clock}`;
  if (days === 1) return `yesterday, ${clock}`;
  const year = time.getFullYear() !== new Date(now).getFullYear();
  return (year ? dayOfYear : dayOf).format(time);
}
