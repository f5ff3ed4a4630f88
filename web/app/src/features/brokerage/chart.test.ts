import { expect, test } from "vitest";
import { ceiling, lineOf } from "./chart";

test.each([
  [[[3, 4]], 5],
  [[[0, 0]], 1],
  [[[38], [null, 51]], 100],
  [[[214]], 250],
  [[[0.2]], 0.2],
  [[[]], 1],
])("the ceiling of %j is %d", (series, top) => {
  expect(ceiling(series)).toBe(top);
});

test("a line goes from left to right, and has a gap where nothing happened", () => {
  expect(lineOf([0, 5, 10], 10)).toEqual({ path: "M0 100L50 50L100 0", area: "M0 100L50 50L100 0L100 100L0 100Z" });
  expect(lineOf([1, null, 1], 1)).toEqual({ path: "M0 0M100 0", area: "" });
  expect(lineOf([], 1)).toEqual({ path: "", area: "" });
});
