import { expect, test } from "vitest";
import { firstName, initials, personClass } from "./person";

test.each([
  ["Ana Reyes", "AR"],
  ["Ana María de la Cruz", "AC"],
  ["madonna", "M"],
  ["Łukasz Żak", "ŁŻ"],
  ["山田 太郎", "山太"],
  ["O'Brien, Pat", "OP"],
  ["12 34", "?"],
  ["", "?"],
])("the initials of %j are %j", (name, expected) => {
  expect(initials(name)).toBe(expected);
});

test("a person's colour depends on the id alone, and people share all eight", () => {
  const ids = Array.from({ length: 400 }, (_, i) => `01890000-0000-7000-8000-${String(i).padStart(12, "0")}`);
  const classes = ids.map(personClass);
  expect(classes).toEqual(ids.map(personClass));
  expect([...new Set(classes)].sort()).toEqual(Array.from({ length: 8 }, (_, i) => `rk-p${i + 1}`));
});

test("colleagues are called by the first name", () => {
  expect(firstName("Priya Natarajan")).toBe("Priya");
  expect(firstName("Tom")).toBe("Tom");
});
