import { expect, test } from "vitest";
import { dollars, edited, optionLabel, parse, readSchema } from "./schema";

test.each([
  ["$450,000", 45_000_000],
  ["450000.5", 45_000_050],
  ["-1", -100],
])("money %s is %i cents", (typed, cents) => {
  expect(parse({ name: "price", label: "Price", kind: "money" }, typed)).toBe(cents);
});

test("what can't be written is an error, not a value", () => {
  expect(parse({ name: "price", label: "Price", kind: "money" }, "a lot")).toBeInstanceOf(Error);
  expect(parse({ name: "day", label: "Day", kind: "date" }, "5/6/26")).toBeInstanceOf(Error);
  expect(parse({ name: "name", label: "Name", kind: "string", required: true }, " ")).toEqual(
    new Error("Name is required"),
  );
  expect(parse({ name: "name", label: "Name", kind: "string" }, " ")).toBeUndefined();
});

test("amounts are shown in dollars", () => {
  expect(dollars(12_345_600)).toBe("$123,456");
});

test("options read as the schema says them, else as they are written", () => {
  const status = { optionLabels: { clear_to_close: "Clear to close", na: "Not applicable" } };
  expect(optionLabel(status, "clear_to_close")).toBe("Clear to close");
  expect(optionLabel(status, "na")).toBe("Not applicable");
  expect(optionLabel(status, "FHA")).toBe("FHA");
  expect(optionLabel(undefined, "Active Under Contract")).toBe("Active Under Contract");
});

test("what an earlier server's schema has no label for goes by its name", () => {
  const read = readSchema(
    '{"types":[{"name":"lead","plural":"leads","fields":[{"name":"stage","label":"Stage"},{"name":"x"}]}]}',
  );
  expect(read.types[0]).toMatchObject({ label: "lead", labels: "leads", fields: [{ label: "Stage" }, { label: "x" }] });
});

test("a time is edited on this device's clock, however the document holds it", () => {
  const field = { name: "startsAt", label: "Starts", kind: "time" } as const;
  const written = parse(field, "2026-05-06T09:30");
  expect(written).toBe(new Date(2026, 4, 6, 9, 30).toISOString());
  expect(edited(field, written)).toBe("2026-05-06T09:30");
  expect(edited(field, new Date(2026, 4, 6, 9, 30))).toBe("2026-05-06T09:30");
  expect(edited(field, undefined)).toBe("");
  expect(parse(field, "noon")).toBeInstanceOf(Error);
});
