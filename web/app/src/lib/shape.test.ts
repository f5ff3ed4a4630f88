import { expect, test } from "vitest";
import type { Field } from "./schema";
import { cellsOf, controlName, entryLabel, isForm, shapeOf, valuesOf } from "./shape";

const tags: Field = { name: "tags", kind: "list", item: { name: "", kind: "string" } };
const deposit: Field = { name: "earnestMoneyDeposit", kind: "map", fields: [{ name: "amount", kind: "money" }] };
const parties: Field = {
  name: "parties",
  kind: "list",
  item: { name: "", kind: "map", fields: ["id", "contact"].map((name) => ({ name, kind: "string" })) },
};

test("each kind has its shape, and forms get the whole width", () => {
  const fields: Field[] = [{ name: "side", kind: "enum" }, { name: "listing", kind: "ref" }, tags, deposit, parties];
  expect(fields.map(shapeOf)).toEqual(["scalar", "ref", "values", "map", "entries"]);
  expect(fields.map(isForm)).toEqual([false, false, false, true, true]);
});

test("an entry shows neither its id nor what is computed", () => {
  const commission: Field = {
    name: "commission",
    kind: "map",
    fields: [{ name: "net", kind: "money", derived: true }],
  };
  expect(cellsOf(parties).map(({ name }) => name)).toEqual(["contact"]);
  expect(cellsOf(deposit).map(({ name }) => name)).toEqual(["amount"]);
  expect(cellsOf(commission)).toEqual([]);
});

test.each([
  ["contingencies", "Contingency"],
  ["parties", "Party"],
  ["checklist", "Checklist item"],
  ["ADR", "Address"],
  ["TEL", "Phone"],
  ["fees", "Fee"],
])("one of %s is a %s", (name, label) => {
  expect(entryLabel(name)).toBe(label);
});

test("controls of the same label say whose they are", () => {
  expect(controlName({ name: "status", kind: "enum" }, undefined)).toBe("Status");
  expect(controlName({ name: "status", kind: "enum" }, "Contingency 2")).toBe("Status, Contingency 2");
});

test("a value that two people have added shows once, and what is no list has none", () => {
  expect(valuesOf(["vip", "cash", "vip", ""])).toEqual(["vip", "cash"]);
  expect(valuesOf(undefined)).toEqual([]);
});
