import { expect, test } from "vitest";
import { isOlder, mayConflict, patchRow, type Row } from "./row";

const row: Row = {
  id: "1",
  type: "escrow",
  documentId: "d",
  owner: "",
  team: "",
  visibility: "team",
  heads: [],
  conflicts: {},
  flags: [],
  fields: { purchasePrice: 100, contingencies: [{ id: "a", status: "active" }] },
  createdAt: "",
  updatedAt: "",
  archivedAt: null,
  deletedAt: null,
};

test("an event's changes are put in place and the original is left alone", () => {
  const patched = patchRow(row, { "/purchasePrice": [100, 200], "/contingencies/0/status": ["active", "removed"] }, 0);
  expect(patched?.fields).toEqual({ purchasePrice: 200, contingencies: [{ id: "a", status: "removed" }] });
  expect(row.fields.purchasePrice).toBe(100);
});

test("a value that is gone leaves the row", () => {
  expect(patchRow(row, { "/purchasePrice": [100, null] }, 0)?.fields).not.toHaveProperty("purchasePrice");
});

test("what the event only announces, or what has no place here, asks for the record", () => {
  expect(patchRow(row, { "/notes/0/body": [null, null] }, 0)).toBeUndefined();
  expect(patchRow(row, { "/checklist/4/title": ["a", "b"] }, 0)).toBeUndefined();
  expect(patchRow(row, { "/contingencies/0": [{}, null] }, 0)).toBeUndefined();
});

test("private changes never enter a row's fields", () => {
  expect(patchRow(row, { "/private/loanAmount": [1, 2] }, 0)?.fields).toEqual(row.fields);
});

test("a page of the catalog does not undo an event that overtook it", () => {
  const patched = patchRow(row, { "/purchasePrice": [100, 200] }, Date.parse("2026-01-01T00:00:00.250Z")) as Row;
  expect(isOlder({ ...row, updatedAt: "2026-01-01T00:00:00.1Z" }, patched)).toBe(true);
  expect(isOlder({ ...row, updatedAt: "2026-01-01T00:00:00.250123Z" }, patched)).toBe(false);
  expect(isOlder(row, undefined)).toBe(false);
});

test("a row is loaded where there may be two values for a field", () => {
  const row = { conflicts: {} } as Row;
  const changes = { "/purchasePrice": [1, 2] };
  expect(mayConflict(row, { heads: ["a"], changes })).toBe(false);
  expect(mayConflict(row, { heads: ["a", "b"], changes })).toBe(true); // two people wrote at once
  expect(mayConflict(row, { heads: ["a"], changes: {} })).toBe(true); // the value that lost
  const inConflict = { conflicts: { "/side": [] } } as unknown as Row;
  expect(mayConflict(inConflict, { heads: ["a"], changes })).toBe(true); // it may end
});
