import { expect, test } from "vitest";
import { fieldAt, gist, outputText } from "./proposed";
import type { RecordType } from "./schema";

const lead: RecordType = {
  name: "lead",
  plural: "leads",
  label: "Lead",
  labels: "Leads",
  title: ["name"],
  status: "stage",
  fields: [
    { name: "score", label: "Score", kind: "number" },
    { name: "budget", label: "Budget", kind: "money", private: true },
    {
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
    },
  ],
};

test.each([
  ["/score", "Score", "number"],
  ["/private/budget", "Budget", "money"],
  ["/checklist/1/dueDate", "Checklist › 2 › Due date", "date"],
  ["/checklist/0198c0de-0000-7000-8000-000000000001/dueDate", "Checklist › Due date", "date"],
  ["/checklist/-", "Checklist › new", "map"],
  ["/notes/-", "New note", undefined],
  ["/a~1b", "a/b", undefined],
])("%s is %s", (pointer, label, kind) => {
  const found = fieldAt(lead, pointer);
  expect([found.label, found.field?.kind]).toEqual([label, kind]);
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
