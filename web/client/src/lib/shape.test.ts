import { expect, test } from "vitest";
import type { Field } from "./schema";
import { cellsOf, controlName, isForm, shapeOf, valuesOf } from "./shape";

const tags: Field = { name: "tags", label: "Tags", kind: "list", item: { name: "", label: "Tag", kind: "string" } };
const deposit: Field = {
  name: "earnestMoneyDeposit",
  label: "Deposit",
  kind: "map",
  fields: [{ name: "amount", label: "Amount", kind: "money" }],
};
const parties: Field = {
  name: "parties",
  label: "Parties",
  kind: "list",
  item: {
    name: "",
    label: "Party",
    kind: "map",
    fields: ["id", "contact"].map((name) => ({ name, label: name, kind: "string" })),
  },
};

test("each kind has its shape, and forms get the whole width", () => {
  const side: Field = { name: "side", label: "Side", kind: "enum" };
  const listing: Field = { name: "listing", label: "Listing", kind: "ref" };
  const fields = [side, listing, tags, deposit, parties];
  expect(fields.map(shapeOf)).toEqual(["scalar", "ref", "values", "map", "entries"]);
  expect(fields.map(isForm)).toEqual([false, false, false, true, true]);
});

test("an entry shows neither its id nor what is computed", () => {
  const commission: Field = {
    name: "commission",
    label: "Commission",
    kind: "map",
    fields: [{ name: "net", label: "Net", kind: "money", derived: true }],
  };
  expect(cellsOf(parties).map(({ name }) => name)).toEqual(["contact"]);
  expect(cellsOf(deposit).map(({ name }) => name)).toEqual(["amount"]);
  expect(cellsOf(commission)).toEqual([]);
});

test("controls of the same label say whose they are", () => {
  expect(controlName({ name: "status", label: "Status", kind: "enum" }, undefined)).toBe("Status");
  expect(controlName({ name: "status", label: "Status", kind: "enum" }, "Contingency 2")).toBe("Status, Contingency 2");
});

test("a value that two people have added shows once, and what is no list has none", () => {
  expect(valuesOf(["vip", "cash", "vip", ""])).toEqual(["vip", "cash"]);
  expect(valuesOf(undefined)).toEqual([]);
});
