import { expect, test } from "vitest";
import { now } from "./fixtures";
import { clockInWords, shortDollars, timeInWords } from "./format";

test("clocks, moments and money in few characters", () => {
  expect([0, 540, 750, 1439].map(clockInWords)).toEqual(["12 AM", "9 AM", "12:30 PM", "11:59 PM"]);
  expect(timeInWords(Date.parse("2026-12-09T17:30:00Z"), now)).toBe("Dec 9, 9:30 AM");
  expect(timeInWords(Date.parse("2026-12-09T17:00:00Z"), now)).toBe("Dec 9, 9:00 AM");
  expect([411_850_000, 64_000_000, 100_000_000, 90_000, 250_000, 10_000_000].map(shortDollars)).toEqual([
    "$4.12M",
    "$640k",
    "$1M",
    "$900",
    "$2.5k",
    "$100k",
  ]);
});
