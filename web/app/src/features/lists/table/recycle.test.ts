import { expect, test } from "vitest";
import { type Elements, inOrder, type Mounted, recycle } from "./recycle";

const none: Elements = { shown: [], next: 0 };
const names = Array.from({ length: 200 }, (_, at) => `record ${at}`);

/** The rows that are mounted of a list of records. */
function rows(from: number, count: number, list: readonly string[] = names): Mounted[] {
  return list.slice(from, from + count).map((id, at) => ({ id, line: from + at }));
}

const elements = ({ shown }: Elements) => shown.map(({ element }) => element).sort((a, b) => a - b);
const order = ({ shown }: Elements) => shown.map(({ line }) => line);
const elementOf = ({ shown }: Elements, id: string) => shown.find((row) => row.id === id)?.element;

test("scrolling shows other rows in the same elements, and those that stay keep theirs", () => {
  const before = recycle(none, rows(0, 30), true);
  const after = recycle(before, rows(10, 30), false);
  for (const row of before.shown.filter(({ line }) => line >= 10)) expect(after.shown).toContainEqual(row);
  expect(order(after).sort((a, b) => a - b)).toEqual(rows(10, 30).map(({ line }) => line));
  expect(after.shown.map(({ element }) => element)).toEqual(before.shown.map(({ element }) => element)); // none moves
});

test("once the list rests, the elements stand in the order of their lines", () => {
  const scrolled = recycle(recycle(none, rows(0, 30), true), rows(7, 30), false);
  const rests = inOrder(recycle(scrolled, rows(7, 30), true));
  expect(order(rests)).toEqual(rows(7, 30).map(({ line }) => line));
  expect(elements(rests)).toEqual(elements(scrolled));
});

test("a record that is put in above changes no element of the others, and gets one of its own", () => {
  const before = inOrder(recycle(none, rows(20, 30), true));
  const list = names.toSpliced(25, 0, "new");
  for (const rests of [true, false]) {
    const after = recycle(before, rows(20, 30, list), rests);
    for (const { id, element } of before.shown.slice(0, -1)) expect(elementOf(after, id)).toBe(element);
    expect(new Set(elements(after)).size).toBe(30);
  }
  const after = inOrder(recycle(before, rows(20, 30, list), true));
  expect(elements(before)).not.toContain(elementOf(after, "new"));
  // Those that stay stand in the order in which they stood: moving one would end a click and begin its flash again.
  const known = new Set(elements(before));
  const stayed = after.shown.map(({ element }) => element).filter((element) => known.has(element));
  expect(stayed).toEqual(before.shown.slice(0, -1).map(({ element }) => element));
});

test("at rest, a record that takes the place of another does not take its element", () => {
  const before = recycle(none, rows(0, 30), true);
  const list = names.toSpliced(4, 1, "other");
  const after = recycle(before, rows(0, 30, list), true);
  expect(elements(before)).not.toContain(elementOf(after, "other"));
  // Nor is the number of one that has gone given again.
  expect(elements(before)).not.toContain(elementOf(recycle(after, rows(0, 31, list), true), names[30] as string));
});

test("the element that has the focus never shows another record: it goes with its own", () => {
  const before = recycle(none, rows(0, 30), true);
  const focused = names[3] as string;
  const held = elementOf(before, focused);
  const near = recycle(before, rows(2, 30), false, focused);
  expect(elementOf(near, focused)).toBe(held);
  const far = recycle(near, rows(12, 30), false, focused);
  expect(elements(far)).not.toContain(held);
  expect(elements(far).filter((element) => elements(near).includes(element))).toHaveLength(29);
  expect(new Set(elements(far)).size).toBe(30);
});

test("elements come and go with the number of rows, and none shows two", () => {
  let shown = recycle(none, rows(0, 10), true);
  for (const [from, count] of [
    [5, 14],
    [100, 3],
    [90, 20],
    [0, 0],
    [3, 5],
  ] as const) {
    shown = recycle(shown, rows(from, count), false);
    expect(new Set(elements(shown)).size).toBe(count);
    expect(order(shown).sort((a, b) => a - b)).toEqual(rows(from, count).map(({ line }) => line));
    expect(recycle(shown, rows(from, count), false)).toEqual(shown); // drawing twice changes nothing
  }
});
