import type { RecordType } from "@roomkey/client";
import { expect, test } from "vitest";
import { deed, joined, withoutRepeats } from "./activityWords";

const type = {
  fields: [{ name: "purchasePrice", kind: "money", label: "Purchase price" }],
} as unknown as RecordType;

test.each([
  ["record:created", undefined, "created"],
  ["record:updated", "/purchasePrice", "changed Purchase price of"],
  ["record:updated", "/notes/-", "wrote a note on"],
  ["record:updated", undefined, "changed"],
  ["plugin:granted", undefined, "did “plugin:granted” to"],
])("%s %s is told as %j", (action, field, expected) => {
  expect(deed({ action, field }, type)).toBe(expected);
});

test("what one person did to one field in a row is told once", () => {
  const line = (user: string, field: string) => ({ user, record: "r", action: "record:updated", field });
  const lines = [line("a", "/tags/0"), line("a", "/tags/1"), line("b", "/tags/0"), line("a", "/tags/0")];
  expect(withoutRepeats(lines)).toEqual([lines[0], lines[2], lines[3]]);
});

test("what one person did to many records at once is one line", () => {
  const line = (record: string, second: number, user = "bea") => ({
    user,
    record,
    action: "record:transferred",
    at: `2026-11-30T10:00:${String(59 - second).padStart(2, "0")}Z`,
  });
  const typeOf = (record: string | null) => (record?.startsWith("l") ? "lead" : undefined);
  const told = (lines: ReturnType<typeof line>[]) =>
    joined(lines, typeOf).map(({ record, records }) => [record, records]);
  expect(told([line("l1", 0), line("l2", 1), line("l3", 2), line("l4", 3, "ana")])).toEqual([
    ["l1", 3],
    ["l4", 1],
  ]);
  expect(told([line("l1", 0), line("l2", 1)])).toHaveLength(2); // two are told in full
  expect(told([line("l1", 0), line("l1", 1), line("l1", 2)])).toHaveLength(3);
  expect(told([line("x", 0), line("y", 1), line("z", 2)])).toHaveLength(3); // of what type is not known
  const apart = [line("l1", 0), line("l2", 1), { ...line("l3", 0), at: "2026-11-30T09:00:00Z" }];
  expect(told(apart)).toHaveLength(3);
});
