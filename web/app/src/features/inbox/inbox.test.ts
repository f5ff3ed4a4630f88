import type { RecordType, Row } from "@roomkey/client";
import { expect, test } from "vitest";
import { matters, toldAlone, toldIn, waitingRecords } from "./inbox";

const type = {
  name: "lead",
  plural: "leads",
  label: "Lead",
  labels: "Leads",
  title: ["name"],
  status: "stage",
  fields: [
    { name: "name", kind: "string", label: "Name" },
    { name: "score", kind: "number", label: "Score" },
  ],
} as unknown as RecordType;

function row(id: string, rest: Partial<Row> = {}): [string, Row] {
  return [id, { id, type: "lead", documentId: `d-${id}`, owner: "ana", conflicts: {}, ...rest } as unknown as Row];
}

const value = [{ value: 1, actor: "aa", user: "tom", at: "2026-12-01T00:00:00Z" }];

test("refused edits come first, then two values in one's own records that are not archived", () => {
  const rows = new Map([
    row("1", { conflicts: { "/score": value } as unknown as Row["conflicts"] }),
    row("2", { conflicts: { "/score": value } as unknown as Row["conflicts"], owner: "tom" }),
    row("3", { conflicts: { "/score": value } as unknown as Row["conflicts"], archivedAt: "2026-01-01T00:00:00Z" }),
    row("4"),
  ]);
  const refused = {
    "d-4": [{ hash: "h", code: "invalid", message: "is too high", field: "/score", lost: { score: "900" } }],
    "d-9": [{ hash: "x", code: "invalid", message: "of a record that is gone", lost: {} }],
  };
  expect(matters(rows, [type], refused, "ana").map(({ row, kind, text }) => [row.id, kind, text])).toEqual([
    ["4", "refused", "Score is too high. You wrote: “900”"],
    ["1", "conflict", "Two values: Score"],
  ]);
  expect(waitingRecords(rows, refused, "ana")).toBe(2);
  expect(waitingRecords(rows, {}, "tom")).toBe(1);
});

test("a kind of notification that this version does not know is told nevertheless", () => {
  const notification = { id: "1", at: "", read: false, kind: "new-kind", record: "", by: "", data: {} };
  expect(toldIn(notification)).toBe("has news of");
});

test("a webhook that was turned off is told with its host and why", () => {
  const data = { webhook: "1", url: "https://hooks.example.com/in", reason: "gone" };
  expect(toldAlone({ kind: "webhook:disabled", data })).toBe(
    "Your webhook to hooks.example.com was turned off: it answered that it is gone",
  );
  expect(toldAlone({ kind: "webhook:disabled", data: {} })).toBe("Your webhook was turned off: it failed");
  expect(toldAlone({ kind: "mention", data })).toBeUndefined();
});
