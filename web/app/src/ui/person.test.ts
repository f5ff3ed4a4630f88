import { expect, test } from "vitest";
import { colourRules } from "./colours";
import { firstName, initials, lettersOf, personClass } from "./person";

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

test("of people whom the device does not know, the id chooses among all colours", () => {
  const ids = Array.from({ length: 400 }, (_, i) => `01890000-0000-7000-8000-${String(i).padStart(12, "0")}`);
  const classes = ids.map(personClass);
  expect(classes).toEqual(ids.map(personClass));
  expect([...new Set(classes.map((one) => one.split(" ")[0]))].sort()).toEqual(
    Array.from({ length: 12 }, (_, i) => `rk-p${i + 1}`).sort(),
  );
});

test("people with the same initials are told apart by letters, and the others keep theirs", () => {
  const names = ["Abe Agent", "Ana Agent", "Ann Ames", "Bea Broker", "Al", "Al", "", "12"];
  const letters = lettersOf(names.map((name, index) => ({ id: String(index), name })));
  expect([...letters.values()]).toEqual(["Ab", "An", "Aa", "BB", "Al", "A", "?", "?"]);
});

test("colleagues are called by the first name", () => {
  expect(firstName("Priya Natarajan")).toBe("Priya");
  expect(firstName("Tom")).toBe("Tom");
});

test("the colour that the server chose is a rule of its own, and what is no person has none", () => {
  const id = "01890000-0000-4000-8000-000000000001";
  expect(personClass(id).split(" ")).toContain(`rk-u-${id}`);
  expect(colourRules([{ id, colour: 3 }])).toBe(`.rk-u-${id}{--p:var(--rk-p3)}`);
  const hostile = { id: "x{}*{display:none}", colour: 1 };
  expect(colourRules([hostile, { id, colour: 13 }, { id, colour: 1.5 }])).toBe("");
  expect(personClass(hostile.id)).toMatch(/^rk-p\d+$/);
});
