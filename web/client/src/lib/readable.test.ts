import { ImmutableString } from "@automerge/automerge/slim";
import { expect, test } from "vitest";
import { readable } from "./readable";
import type { Field } from "./schema";

const checklist: Field = {
  name: "checklist",
  label: "Checklist",
  kind: "list",
  item: {
    name: "",
    label: "Checklist item",
    kind: "map",
    fields: [
      { name: "title", label: "Title", kind: "string" },
      { name: "dueDate", label: "Due date", kind: "date" },
    ],
  },
};

const nobody = () => undefined;

test.each<[Field["kind"], unknown, string]>([
  ["money", 45_000_000, "$450,000"],
  ["money", 12_550, "$125.50"],
  ["date", "2026-05-06", "May 6, 2026"],
  ["enum", "clear_to_close", "Clear to close"],
  ["bool", false, "No"],
  ["number", 1_250, "1,250"],
  ["string", "plain", "plain"],
  ["string", null, ""],
  ["string", new ImmutableString("of a document"), "of a document"],
])("a %s %s reads %s", (kind, value, text) => {
  const optionLabels = { clear_to_close: "Clear to close" };
  expect(readable({ name: "x", label: "X", kind, optionLabels }, value, nobody)).toBe(text);
});

test("lists and maps read by their members, references by name", () => {
  expect(readable(checklist, [{ dueDate: "2026-05-06", id: "1", more: 1, title: "Appraisal" }], nobody)).toBe(
    "Title: Appraisal, Due date: May 6, 2026, More: 1",
  );
  expect(
    readable({ name: "agent", label: "Agent", kind: "ref" }, "u1", (id) => (id === "u1" ? "Ana" : undefined)),
  ).toBe("Ana");
  expect(readable(undefined, { id: "n", author: "u1", body: "Called twice." }, nobody)).toBe("Called twice.");
});

test("a year is no amount", () => {
  expect(readable({ name: "YearBuilt", label: "Year built", kind: "number" }, 1987, nobody)).toBe("1987");
});
