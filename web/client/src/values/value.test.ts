import { expect, test } from "vitest";
import type { ValueField } from "./field";
import { editedText, formatValue, isFigure } from "./show";
import { parseValue } from "./value";

const today = "2026-11-29";
const zone = "America/Los_Angeles";

function field(kind: ValueField["kind"], rules: Partial<ValueField> = {}): ValueField {
  return { name: "x", label: "List price", kind, ...rules };
}

test.each<[ValueField, typed: string, value: unknown, shown: string]>([
  [field("money", { min: 0 }), "450k", 45_000_000, "$450,000"],
  [field("number", { format: "percent", min: 0, max: 100 }), "2.5%", 2.5, "2.5%"],
  [field("number", { format: "year", min: 1600, max: 2200 }), "1987", 1987, "1987"],
  [field("number", { format: "area", min: 0 }), "0.25 acres", 10_890, "10,890"],
  [field("number", { min: -90, max: 90 }), "34.05", 34.05, "34.05"],
  [field("date"), "next Friday", "2026-12-04", "Fri, Dec 4, 2026"],
  [field("time"), "12/4 2pm", "2026-12-04T22:00:00.000Z", "Fri, Dec 4, 2026, 2:00 PM"],
  [field("bool"), "yes", true, "Yes"],
  [field("enum", { options: ["no_show"], optionLabels: { no_show: "No-show" } }), "no-show", "no_show", "No-show"],
  [field("string", { format: "phone" }), "8055550134", "(805) 555-0134", "(805) 555-0134"],
  [field("string", { format: "email" }), " ana@example.com", "ana@example.com", "ana@example.com"],
  [field("string", { format: "name" }), " Ana  Lee ", "Ana  Lee", "Ana  Lee"],
  [field("text"), "a\nb", "a\nb", "a\nb"],
  [
    field("ref"),
    "0193E8A0-0000-7000-8000-000000000000",
    "0193e8a0-0000-7000-8000-000000000000",
    "0193e8a0-0000-7000-8000-000000000000",
  ],
])("$0.kind $0.format reads $1", (of, typed, value, shown) => {
  expect(parseValue(of, typed, today, zone)).toMatchObject({ ok: true, value, shown });
  expect(formatValue(of, value, zone)).toBe(shown);
  expect(parseValue(of, editedText(of, value, zone), today, zone)).toMatchObject({ ok: true, value });
});

test.each<ValueField["kind"]>(["money", "number", "date", "time", "bool", "enum", "ref", "string", "text"])(
  "nothing typed into a %s takes the value away, and never becomes 0",
  (kind) => {
    for (const nothing of ["", "  ", "\n"]) {
      expect(parseValue(field(kind), nothing, today)).toEqual({ ok: true, value: undefined, shown: "" });
      const needed = field(kind, { required: true });
      expect(parseValue(needed, nothing, today)).toEqual({ ok: false, problem: "List price is required." });
    }
    expect(formatValue(field(kind), undefined)).toBe("");
    expect(editedText(field(kind), null)).toBe("");
  },
);

test("what a value is edited as is read as the same value", () => {
  for (const cents of [0, 1, 99, 100, 12_345, 45_000_000, 10 ** 13, -900]) {
    expect(parseValue(field("money"), editedText(field("money"), cents), today)).toMatchObject({
      ok: true,
      value: cents,
    });
  }
  for (const day of ["1900-01-01", "2000-02-29", "2026-11-29", "2200-12-31"]) {
    expect(parseValue(field("date"), editedText(field("date"), day), today)).toMatchObject({ ok: true, value: day });
  }
  for (const number of [0, 0.1, -118.123456, 1e9]) {
    expect(parseValue(field("number"), editedText(field("number"), number), today)).toMatchObject({
      ok: true,
      value: number,
    });
  }
  const at = new Date("2026-12-04T22:30:00Z");
  expect(editedText(field("time"), at, zone)).toBe("Dec 4, 2026, 2:30 PM");
  expect(editedText(field("money"), 45_000_000)).toBe("450,000");
});

test("figures stand in columns", () => {
  expect([isFigure(field("money")), isFigure(field("number")), isFigure(field("date"))]).toEqual([true, true, false]);
});
