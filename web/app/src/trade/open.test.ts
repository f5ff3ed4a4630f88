import type { Row } from "@roomkey/client";
import { expect, test } from "vitest";
import { isOpenRecord } from "./open";
import { typeNamed, typeNames } from "./testSchema";

const now = Date.parse("2026-11-30T12:00:00Z");
const row = (type: string, fields: Record<string, unknown>, more: Partial<Row> = {}) =>
  ({ type, fields, ...more }) as unknown as Row;

test.each([
  ["escrow", { status: "contingent" }, true],
  ["escrow", { status: "closed" }, false],
  ["listing", { StandardStatus: "Hold" }, true],
  ["listing", { StandardStatus: "Expired" }, false],
  ["client", {}, true],
  ["lead", { stage: "nurture" }, true],
  ["lead", { stage: "trash" }, false],
  ["appointment", { DTEND: "2026-11-30T12:30:00Z" }, true],
  ["appointment", { DTEND: "2026-11-30T11:30:00Z" }, false],
  ["appointment", { DTEND: "2026-11-01T11:30:00Z", RRULE: "FREQ=WEEKLY" }, true],
  ["appointment", { DTEND: "2026-12-01T11:30:00Z", STATUS: "CANCELLED" }, false],
])("%s with %j is open: %s", (type, fields, open) => {
  expect(isOpenRecord(row(type, fields), now)).toBe(open);
});

test("what is archived or deleted is not open", () => {
  expect(isOpenRecord(row("client", {}, { archivedAt: "2026-01-01T00:00:00Z" }), now)).toBe(false);
  expect(isOpenRecord(row("client", {}, { deletedAt: "2026-01-01T00:00:00Z" }), now)).toBe(false);
});

test("every status that ends a record is one of the schema's", () => {
  for (const name of typeNames) {
    const type = typeNamed(name);
    for (const { name: field, options = [] } of type.fields) {
      const closing = options.filter((one) => !isOpenRecord(row(name, { [field]: one }), now));
      if (closing.length > 0) expect(["status", "StandardStatus", "ContactStatus", "stage", "STATUS"]).toContain(field);
      if (closing.length > 0) expect(closing.length).toBeLessThan(options.length);
    }
  }
});
