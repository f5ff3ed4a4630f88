import { expect, test } from "vitest";
import { vectors } from "../vectors";
import { emailPattern } from "./email";
import type { ValueField, ValueType } from "./field";
import { phonePattern } from "./phone";
import { brokenBy, type Fault, faultsOf, type Values } from "./rules";

type Row = {
  type: string;
  today: string;
  before?: Values["fields"];
  beforePrivate?: Values["private"];
  fields: Values["fields"];
  private?: Values["private"];
  faults: Fault[];
};

const types = new Map(vectors<ValueType & { name: string }>("schema").map((type) => [type.name, type]));

test.each(vectors<Row>("rules").map((row) => [JSON.stringify(row.faults), row] as const))(
  "the server says %s",
  (_, row) => {
    const type = types.get(row.type);
    if (!type) throw new Error(row.type);
    const before = row.before && { fields: row.before, private: row.beforePrivate };
    const after = { fields: row.fields, private: row.private };
    expect(faultsOf(type, after, row.today, before), JSON.stringify(row)).toEqual(row.faults);
  },
);

test("the parsers know what the schema's fields ask for", () => {
  const patterns = new Map<string | undefined, string | undefined>();
  const walk = (field: ValueField) => {
    if (field.pattern) patterns.set(field.format, field.pattern);
    for (const child of field.fields ?? []) walk(child);
    if (field.item) walk(field.item);
  };
  for (const type of types.values()) for (const field of type.fields) walk(field);
  expect(patterns.get("email")).toBe(emailPattern);
  expect(patterns.get("phone")).toBe(phonePattern);
  expect([...patterns.keys()].sort()).toEqual(["email", "name", "phone", "rrule"]);
});

test("an edit of one field is judged beside the others", () => {
  const appointment = types.get("appointment") as ValueType;
  const fields = { DTSTART: new Date("2026-12-04T22:00:00Z"), DTEND: new Date("2026-12-04T23:00:00Z") };
  expect(brokenBy(appointment, { fields }, "/DTEND", "2026-12-04T21:00:00Z")).toBe("must be after it starts");
  expect(brokenBy(appointment, { fields }, "/DTSTART", "2026-12-04T23:00:00Z")).toBe("must be before it ends");
  expect(brokenBy(appointment, { fields }, "/DTSTART", "2026-12-04T22:30:00Z")).toBeUndefined();
  expect(brokenBy(appointment, { fields }, "/DTEND", undefined)).toBeUndefined();
  expect(brokenBy(appointment, { fields }, "/SUMMARY", "Showing")).toBeUndefined();
});

test("values as Automerge gives them are judged as JSON would be", () => {
  const lead = types.get("lead") as ValueType;
  const scalar = (text: string) => Object.assign(Object.create({ toString: () => text }), { val: text });
  const fields = {
    name: scalar("Ana"),
    email: scalar("ana"),
    source: "Web",
    stage: "new",
    nextTaskAt: new Date("1899-01-01"),
  };
  expect(faultsOf(lead, { fields }, "2026-11-29").map(({ field }) => field)).toEqual(["/email", "/nextTaskAt"]);
});
