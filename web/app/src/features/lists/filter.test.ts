import { expect, test } from "vitest";
import { columnsOf } from "./columns";
import { compile, type Filter, isValid } from "./filter";
import { escrow, escrowType, now } from "./fixtures";

const columns = columnsOf(escrowType);

function passing(filter: Filter, values: Record<string, unknown>[]): number[] {
  const passes = compile([filter], columns.all, now);
  return values.flatMap((fields, index) => (passes(escrow(fields)) ? [index] : []));
}

const days = ["2026-11-30", "2026-12-01", "2026-12-08", "2026-12-31", "2027-01-01", undefined];
const closing = days.map((closeOfEscrowDate) => ({ closeOfEscrowDate }));

test.each<[Filter["op"], string[], number[]]>([
  ["in", ["this-month"], [1, 2, 3]],
  ["in", ["last-month"], [0]],
  ["in", ["next-7"], [1, 2]],
  ["in", ["past"], [0]],
  ["before", ["2026-12-01"], [0]],
  ["after", ["today"], [2, 3, 4]],
  ["after", ["today+7"], [3, 4]],
  ["between", ["2026-12-08", "2026-12-01"], [1, 2]],
  ["empty", [], [5]],
  ["present", [], [0, 1, 2, 3, 4]],
])("a day %s %s", (op, values, expected) => {
  expect(passing({ column: "closeOfEscrowDate", op, values }, closing)).toEqual(expected);
});

test.each<[Filter["op"], string[], number[]]>([
  ["under", ["50000000"], [0, 1]],
  ["over", ["50000000"], [1, 2]],
  ["between", ["60000000", "50000000"], [1]],
  ["empty", [], [3, 4]],
])("money %s %s", (op, values, expected) => {
  const prices = [10_000_000, 50_000_000, 70_000_000, undefined, "a text that another client wrote"];
  const rows = prices.map((purchasePrice) => ({ purchasePrice }));
  expect(passing({ column: "purchasePrice", op, values }, rows)).toEqual(expected);
});

test("options, people and tags are any of the values, or none of them", () => {
  const rows = [{ status: "open" }, { status: "closed" }, { status: undefined }];
  expect(passing({ column: "status", op: "any", values: ["open", "contingent"] }, rows)).toEqual([0]);
  expect(passing({ column: "status", op: "none", values: ["open"] }, rows)).toEqual([1, 2]);
  const tagged = [{ tags: ["Relocation", "VIP"] }, { tags: ["vip"] }, { tags: [] }];
  expect(passing({ column: "tags", op: "any", values: ["vip"] }, tagged)).toEqual([0, 1]);
  expect(passing({ column: "tags", op: "empty", values: [] }, tagged)).toEqual([2]);
  const mine = compile([{ column: "owner", op: "any", values: ["me"] }], columns.all, now);
  expect([mine(escrow({})), mine(escrow({}, { owner: "abe" }))]).toEqual([true, false]);
});

test("a text contains another without regard to case and marks", () => {
  const rows = [{ propertyAddress: "12 Señora Way, Davis" }, { propertyAddress: "9 Elm St" }];
  expect(passing({ column: "propertyAddress", op: "has", values: ["senora WAY"] }, rows)).toEqual([0]);
});

test("a moment counts on the day that it has in the zone", () => {
  const rows = [{ lastContactAt: "2026-12-02T05:00:00Z" }, { lastContactAt: "2026-12-02T09:00:00Z" }];
  expect(passing({ column: "lastContactAt", op: "in", values: ["today"] }, rows)).toEqual([0]);
  expect(passing({ column: "lastContactAt", op: "after", values: ["today"] }, rows)).toEqual([1]);
});

test("a late deadline is in the past, one of an escrow that is over is none", () => {
  const contingencies = [{ id: "loan", type: "loan", status: "active", dueDate: "2026-11-30" }];
  const rows = [{ contingencies }, { contingencies, status: "closed" }, { closeOfEscrowDate: "2026-12-09" }];
  expect(passing({ column: "nextDeadline", op: "in", values: ["past"] }, rows)).toEqual([0]);
});

test("what means nothing is not valid, and changes nothing", () => {
  const status = columns.all.get("status");
  expect(isValid({ column: "status", op: "has", values: ["open"] }, status)).toBe(false);
  expect(isValid({ column: "status", op: "any", values: ["gone"] }, status)).toBe(false);
  expect(isValid({ column: "status", op: "any", values: [] }, status)).toBe(false);
  expect(isValid({ column: "nothing", op: "empty", values: [] }, undefined)).toBe(false);
  const close = columns.all.get("closeOfEscrowDate");
  expect(isValid({ column: "closeOfEscrowDate", op: "in", values: ["some-day"] }, close)).toBe(false);
  expect(isValid({ column: "closeOfEscrowDate", op: "before", values: ["2026-02-30"] }, close)).toBe(false);
  const price = columns.all.get("purchasePrice");
  expect(isValid({ column: "purchasePrice", op: "over", values: ["lots"] }, price)).toBe(false);
  expect(passing({ column: "purchasePrice", op: "over", values: ["lots"] }, [{}])).toEqual([0]);
});
