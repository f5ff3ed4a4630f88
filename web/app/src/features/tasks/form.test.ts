import type { RecordType } from "@roomkey/client";
import { expect, test } from "vitest";
import { fieldAtFault, fieldsOf, filledWith, inputOf, seldom } from "./form";

const types = [
  { name: "lead", plural: "leads", label: "Lead", labels: "Leads", title: [], status: "", fields: [] },
  { name: "listing", plural: "listings", label: "Listing", labels: "Listings", title: [], status: "", fields: [] },
] satisfies RecordType[];

const schema = {
  type: "object",
  properties: {
    lead: { type: "string", format: "uuid", title: "Lead" },
    subject: { type: "string", format: "uuid", title: "Listing" },
    all: { const: true, title: "Every open lead" },
    limit: { type: "integer", default: 50, title: "At most" },
    sentence: { type: "string", maxLength: 2000 },
    csv: { type: "string", maxLength: 10 },
    duplicates: { enum: ["skip", "merge"], default: "skip" },
    highlights: { type: "array", items: { type: "string" } },
    mapping: { type: "object" },
    asOf: { type: "string", format: "date-time" },
    other: { $ref: "#/$defs/day" },
  },
  required: ["sentence"],
  $defs: { day: { type: "string", format: "date" } },
};
const fields = fieldsOf(schema, types);

test("a JSON Schema makes a form", () => {
  expect(fields.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
    "lead: record",
    "subject: record",
    "all: bool",
    "limit: number",
    "sentence: long",
    "csv: long",
    "duplicates: enum",
    "highlights: lines",
    "mapping: json",
    "asOf: time",
    "other: date",
  ]);
  expect(fields[1]).toMatchObject({ label: "Listing", type: "listing", required: false });
  expect(fields[3]).toMatchObject({ label: "At most", initial: "50" });
  expect(fields[4]).toMatchObject({ label: "Sentence", required: true });
});

test("what was left empty is not sent, and what has a default is", () => {
  expect(inputOf(fields, { sentence: "Sell it", all: false })).toEqual({
    input: { sentence: "Sell it", limit: 50, duplicates: "skip" },
  });
});

test("values are sent as what they are", () => {
  const values = { sentence: "x", all: true, limit: "1,200", highlights: "A\n\n B ", mapping: '{"a":"b"}' };
  expect(inputOf(fields, values)).toMatchObject({
    input: { all: true, limit: 1200, highlights: ["A", "B"], mapping: { a: "b" } },
  });
});

test("what is wrong is told by field", () => {
  const made = inputOf(fields, { limit: "1.5", csv: "more than ten", mapping: "{", asOf: "soon" });
  expect(made).toEqual({
    errors: {
      sentence: "This is required.",
      limit: "Enter a whole number.",
      csv: "This is too long: 10 characters at most.",
      mapping: "This is not valid JSON.",
      asOf: "Enter a date and a time.",
    },
  });
});

test.each([
  ["input/limit", "limit"],
  ["input/highlights/0", "highlights"],
  ["input/leads", undefined],
  ["input", undefined],
  ["workflow", undefined],
  [undefined, undefined],
])("the server's fault with %s is shown at %s", (field, name) => {
  expect(fieldAtFault(fields, field)).toBe(name);
});

test("a task about a record begins with it, in the first field that takes its type", () => {
  const fields = [
    { name: "note", label: "Note", kind: "text", required: false, initial: "" },
    { name: "listing", label: "Listing", kind: "record", type: "listing", required: true, initial: "" },
  ] as const;
  expect(filledWith(fields, { type: "listing", id: "1" })).toEqual({ listing: "1" });
  expect(filledWith(fields, { type: "lead", id: "1" })).toEqual({});
  expect(filledWith(fields, undefined)).toEqual({});
});

test("about a record, a form asks for what is required, and folds the rest away", () => {
  const some = fieldsOf(
    {
      properties: {
        lead: { type: "string", format: "uuid" },
        sentence: { type: "string" },
        limit: { type: "integer" },
        filters: { type: "object" },
      },
      required: ["sentence"],
    },
    types,
  );
  const names = (about?: { type: string; id: string }) => seldom(some, about).map(({ name }) => name);
  expect(names({ type: "lead", id: "1" })).toEqual(["limit", "filters"]);
  expect(names({ type: "listing", id: "1" })).toEqual(["filters"]);
  expect(names()).toEqual(["filters"]);
});
