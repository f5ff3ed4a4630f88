import { expect, test } from "vitest";
import type { Field, RecordType } from "../../lib/schema";
import { fieldAt, gist, outputText, readable } from "./value";

const lead: RecordType = {
  name: "lead",
  plural: "leads",
  title: ["name"],
  status: "stage",
  fields: [
    { name: "score", kind: "number" },
    { name: "budget", kind: "money", private: true },
    {
      name: "checklist",
      kind: "list",
      item: {
        name: "",
        kind: "map",
        fields: [
          { name: "title", kind: "string" },
          { name: "dueDate", kind: "date" },
        ],
      },
    },
  ],
};

test.each([
  ["/score", "Score", "number"],
  ["/private/budget", "Budget", "money"],
  ["/checklist/1/dueDate", "Checklist › 2 › Due date", "date"],
  ["/checklist/-", "Checklist › new", "map"],
  ["/notes/-", "New note", undefined],
  ["/a~1b", "A/b", undefined],
])("%s is %s", (pointer, label, kind) => {
  const found = fieldAt(lead, pointer);
  expect([found.label, found.field?.kind]).toEqual([label, kind]);
});

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
])("a %s %s reads %s", (kind, value, text) => {
  expect(readable({ name: "x", kind }, value, nobody)).toBe(text);
});

test("lists and maps read by their members, references by name", () => {
  const checklist = fieldAt(lead, "/checklist").field;
  expect(readable(checklist, [{ id: "1", title: "Appraisal", dueDate: "2026-05-06" }], nobody)).toBe(
    "Title: Appraisal, Due date: May 6, 2026",
  );
  expect(readable({ name: "agent", kind: "ref" }, "u1", (id) => (id === "u1" ? "Ana" : undefined))).toBe("Ana");
  expect(readable(undefined, { id: "n", author: "u1", body: "Called twice." }, nobody)).toBe("Called twice.");
});

test.each([
  ["text that streams", { text: "A bright corner", from: 0 }, "A bright corner"],
  ["counts", { created: 2, errors: [{}, {}] }, "Created: 2 · Errors: 2"],
  ["nothing", undefined, ""],
])("a partial result of %s", (_, partial, text) => {
  expect(gist(partial)).toBe(text);
});

test.each<[string, unknown, string]>([
  ["closePrice", 45_000_000, "$450,000"],
  ["scored", 1_200, "1,200"],
  ["closeDate", "2026-05-06", "May 6, 2026"],
  ["lead", "0198c0de-0000-7000-8000-000000000001", "Ana"],
])("an output's %s of %s reads %s", (name, value, text) => {
  expect(outputText(name, value, () => "Ana")).toBe(text);
});
