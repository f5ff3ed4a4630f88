import { expect, test } from "vitest";
import { timeLeft } from "./countdown";

const minute = 60_000;

test.each([
  [168_000, "2:48 left", "red"],
  [999, "0:00 left", "red"],
  [0, "0:00 left", "red"],
  [5 * minute, "5 min", "amber"],
  [9 * minute, "9 min", "amber"],
  [15 * minute, "15 min", "gray"],
  [3 * 60 * minute, "3 h", "gray"],
  [24 * 60 * minute, "1 day", "gray"],
  [-1, "0 min late", "red"],
  [-12 * minute, "12 min late", "red"],
])("%i ms are left: %s, %s", (left, words, tone) => {
  expect(timeLeft(1_000_000_000 + left, 1_000_000_000)).toEqual({ words, tone });
});
