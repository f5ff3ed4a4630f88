import { fieldAt, type RecordType } from "@roomkey/client";

export type Happening = { action: string; field?: string };

const words: Record<string, string> = {
  "record:created": "created",
  "record:archived": "archived",
  "record:restored": "restored",
  "record:deleted": "deleted",
  "record:transferred": "transferred",
  "record:renewed": "renewed",
  "record:read": "opened the private fields of",
  "note:deleted": "deleted a note on",
};

/** What somebody did, so that the record's name can follow: "changed Purchase price of". */
export function deed({ action, field }: Happening, type: RecordType | undefined): string {
  if (action !== "record:updated") return words[action] ?? `did “${action}” to`;
  if (!field) return "changed";
  if (field.startsWith("/notes")) return "wrote a note on";
  return `changed ${fieldAt(type, field).label} of`;
}

/** What is done to many records at once comes within this time, in milliseconds, from one record to the next. */
const burst = 60_000;

/** From so many records on, they are told as one line. */
const many = 3;

export type Told<T> = T & { records: number }; // of one type, to which the same was done

/** Lines of one person who did the same to many records of a type at once are told as one, as the newest. */
export function joined<T extends Happening & { user: string | null; record: string | null; at: string }>(
  lines: readonly T[],
  typeOf: (record: string | null) => string | undefined,
): Told<T>[] {
  const runs: T[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const same =
      before !== undefined &&
      before.user === line.user &&
      before.action === line.action &&
      before.field === line.field &&
      typeOf(line.record) !== undefined &&
      typeOf(before.record) === typeOf(line.record) &&
      Date.parse(before.at) - Date.parse(line.at) < burst;
    if (same) run?.push(line);
    else runs.push([line]);
  }
  return runs.flatMap((run) => {
    const records = new Set(run.map(({ record }) => record)).size;
    return records < many ? run.map((line) => ({ ...line, records: 1 })) : [{ ...(run[0] as T), records }];
  });
}

/** Lines of one person about one thing in a row are told once, as the newest. */
export function withoutRepeats<T extends Happening & { user: string | null; record: string | null }>(lines: T[]): T[] {
  const root = (field: string | undefined) => field?.split("/")[1];
  return lines.filter((line, index) => {
    const before = lines[index - 1];
    return (
      !before ||
      before.user !== line.user ||
      before.record !== line.record ||
      before.action !== line.action ||
      root(before.field) !== root(line.field)
    );
  });
}
