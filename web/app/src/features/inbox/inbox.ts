import { explain, type Notification, type RecordType, type Refusal, type Row } from "@roomkey/client";

/** Something in the inbox that waits for a decision, about a record. */
export type Matter = { key: string; row: Row; type: RecordType; kind: "refused" | "conflict"; text: string };

/** What waits for the user: edits that were refused, and two values at once in the user's own records. */
export function matters(
  rows: ReadonlyMap<string, Row>,
  types: readonly RecordType[],
  refused: Readonly<Record<string, readonly Refusal[]>>,
  user: string,
): Matter[] {
  const found: Matter[] = [];
  for (const row of rows.values()) {
    if (!waits(row, refused, user)) continue;
    const type = types.find(({ name }) => name === row.type);
    if (!type) continue;
    const documents = [row.documentId, row.privateDocumentId ?? ""];
    for (const refusal of documents.flatMap((id) => refused[id] ?? [])) {
      const text = explain(refusal, type.fields);
      found.push({ key: `${row.id}/${refusal.hash}`, row, type, kind: "refused", text });
    }
    const conflicts = Object.keys(row.conflicts);
    if (isTorn(row, user)) {
      const labels = conflicts.map((pointer) => labelAt(type, pointer)).join(", ");
      found.push({ key: `${row.id}/conflicts`, row, type, kind: "conflict", text: `Two values: ${labels}` });
    }
  }
  return found.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === "refused" ? -1 : 1));
}

/** How many records wait for the user's decision: those that matters tells of, counted with each change of the rows. */
export function waitingRecords(
  rows: ReadonlyMap<string, Row>,
  refused: Readonly<Record<string, readonly Refusal[]>>,
  user: string,
): number {
  let count = 0;
  for (const row of rows.values()) if (waits(row, refused, user)) count++;
  return count;
}

function waits(row: Row, refused: Readonly<Record<string, readonly Refusal[]>>, user: string): boolean {
  const isRefused = (id: string | undefined) => id !== undefined && (refused[id]?.length ?? 0) > 0;
  return isTorn(row, user) || isRefused(row.documentId) || isRefused(row.privateDocumentId);
}

/** Whether a record of the user's own has two values somewhere. */
function isTorn({ conflicts, owner, archivedAt }: Row, user: string): boolean {
  return owner === user && !archivedAt && Object.keys(conflicts).length > 0;
}

const told: Readonly<Record<string, string>> = {
  mention: "mentioned you in a note on",
  assignment: "assigned you a task on",
  transfer: "transferred",
  refusal: "could not take an edit of yours on",
};

/** What a notification says, so that the record's name can follow. */
export function toldIn({ kind }: Notification): string {
  return told[kind] ?? "has news of";
}

const reasons: Readonly<Record<string, string>> = {
  failed: "it only failed for days",
  gone: "it answered that it is gone",
  full: "too many deliveries waited",
  password: "the password was changed",
};

/** Why a webhook was turned off, to follow a colon. */
export function turnedOffBecause(reason: string | null | undefined): string {
  return reasons[reason ?? ""] ?? "it failed";
}

/** What a notification about no record says; undefined for those about one, of which toldIn tells. */
export function toldAlone({ kind, data }: Pick<Notification, "kind" | "data">): string | undefined {
  if (kind !== "webhook:disabled") return undefined;
  const { url, reason } = (data ?? {}) as { url?: string; reason?: string };
  const host = url && URL.canParse(url) ? ` to ${new URL(url).host}` : "";
  return `Your webhook${host} was turned off: ${turnedOffBecause(reason)}`;
}

function labelAt(type: RecordType, pointer: string): string {
  const name = pointer.split("/").find((step) => step && step !== "private");
  return type.fields.find((field) => field.name === name)?.label ?? "a field";
}
