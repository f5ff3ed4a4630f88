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
