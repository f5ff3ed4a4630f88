import { expect, test } from "vitest";
import { dollars, edited, labelOf, optionLabel, parse } from "./schema";

test.each([
  ["$450,000", 45_000_000],
  ["450000.5", 45_000_050],
  ["-1", -100],
])("money %s is %i cents", (typed, cents) => {
  expect(parse({ name: "price", kind: "money" }, typed)).toBe(cents);
});

test("what can't be written is an error, not a value", () => {
  expect(parse({ name: "price", kind: "money" }, "a lot")).toBeInstanceOf(Error);
  expect(parse({ name: "day", kind: "date" }, "5/6/26")).toBeInstanceOf(Error);
  expect(parse({ name: "name", kind: "string", required: true }, " ")).toBeInstanceOf(Error);
  expect(parse({ name: "name", kind: "string" }, " ")).toBeUndefined();
});

test("names are shown as people write them", () => {
  expect(labelOf("closeOfEscrowDate")).toBe("Close of escrow date");
  expect(labelOf("ListPrice")).toBe("List price");
  expect(labelOf("DTSTART")).toBe("Starts");
  expect(labelOf("LOCATION")).toBe("Location");
  expect(labelOf("ADR")).toBe("Addresses");
  expect(labelOf("grossPct")).toBe("Gross percent");
  expect(labelOf("pct")).toBe("Percent");
  expect(dollars(12_345_600)).toBe("$123,456");
});

test("options are shown in words", () => {
  expect(optionLabel("clear_to_close")).toBe("Clear to close");
  expect(optionLabel("FHA")).toBe("FHA");
  expect(optionLabel("CONFIRMED")).toBe("Confirmed");
  expect(optionLabel("NEEDS-ACTION")).toBe("Needs action");
  expect(optionLabel("saleOfBuyerProperty")).toBe("Sale of buyer property");
  expect(optionLabel("na")).toBe("Not applicable");
  expect(optionLabel("Active Under Contract")).toBe("Active Under Contract");
});

test("a time is edited on this device's clock, however the document holds it", () => {
  const field = { name: "startsAt", kind: "time" } as const;
  const written = parse(field, "2026-05-06T09:30");
  expect(written).toBe(new Date(2026, 4, 6, 9, 30).toISOString());
  expect(edited(field, written)).toBe("2026-05-06T09:30");
  expect(edited(field, new Date(2026, 4, 6, 9, 30))).toBe("2026-05-06T09:30");
  expect(edited(field, undefined)).toBe("");
  expect(parse(field, "noon")).toBeInstanceOf(Error);
});
