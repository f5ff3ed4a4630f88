import { expect, test } from "vitest";
import { clockOf, isQuiet, minutesOf } from "./telling";

test.each([
  [{ on: true, from: 1260, to: 420 }, 1300, true], // over midnight
  [{ on: true, from: 1260, to: 420 }, 100, true],
  [{ on: true, from: 1260, to: 420 }, 420, false],
  [{ on: true, from: 1260, to: 420 }, 1259, false],
  [{ on: true, from: 720, to: 780 }, 750, true],
  [{ on: true, from: 720, to: 780 }, 800, false],
  [{ on: true, from: 720, to: 720 }, 720, false],
  [{ on: false, from: 0, to: 1439 }, 10, false],
])("%j at %d is quiet: %s", (hours, minutes, quiet) => {
  expect(isQuiet(hours, minutes)).toBe(quiet);
});

test("a clock's time is read and written; nonsense is none", () => {
  expect(minutesOf("21:05")).toBe(1265);
  expect(clockOf(1265)).toBe("21:05");
  for (const text of ["", "25:00", "10:70", "ten"]) expect(minutesOf(text)).toBeUndefined();
});
