import { expect, test } from "vitest";
import { recycle, type Shown } from "./recycle";

const lines = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);
const elements = (shown: readonly Shown[]) => shown.map(({ element }) => element).sort((a, b) => a - b);

test("scrolling shows other lines in the same elements, and those that stay keep theirs", () => {
  const before = recycle([], lines(0, 30), true);
  const after = recycle(before, lines(10, 30), false);
  expect(elements(after)).toEqual(elements(before));
  for (const { element, line } of before.filter(({ line }) => line >= 10)) {
    expect(after).toContainEqual({ element, line });
  }
  expect(after.map(({ line }) => line).sort((a, b) => a - b)).toEqual(lines(10, 30));
  expect(after.map(({ element }) => element)).toEqual(before.map(({ element }) => element)); // nothing moves
});

test("at rest, the elements stand in the order of their lines", () => {
  const scrolled = recycle(recycle([], lines(0, 30), true), lines(7, 30), false);
  const rests = recycle(scrolled, lines(7, 30), true);
  expect(rests.map(({ line }) => line)).toEqual(lines(7, 30));
  expect(elements(rests)).toEqual(elements(scrolled));
});

test("elements come and go with the number of lines, and none shows two", () => {
  let shown = recycle([], lines(0, 10), true);
  for (const [from, count] of [
    [5, 14],
    [100, 3],
    [90, 20],
    [0, 0],
    [3, 5],
  ] as const) {
    shown = recycle(shown, lines(from, count), false);
    expect(new Set(elements(shown)).size).toBe(count);
    expect(shown.map(({ line }) => line).sort((a, b) => a - b)).toEqual(lines(from, count));
    expect(recycle(shown, lines(from, count), false)).toEqual(shown); // drawing twice changes nothing
  }
});
