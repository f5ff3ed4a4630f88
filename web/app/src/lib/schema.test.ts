import { expect, test } from "vitest";
import { dollars, labelOf, parse } from "./schema";

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
  expect(labelOf("DTSTART")).toBe("DTSTART");
  expect(dollars(12_345_600)).toBe("$123,456");
});
