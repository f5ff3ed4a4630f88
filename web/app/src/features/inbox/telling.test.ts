import { expect, test } from "vitest";
import { clockOf, isQuiet, minutesOf, waysNow } from "./telling";

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

const having = (values: Record<string, unknown>) => ({
  get: <T extends string | number | boolean>(name: string, otherwise: T): T =>
    name in values ? (values[name] as T) : otherwise,
});

test("one is told by toasts alone until one asks for more, and by nothing in quiet hours", () => {
  expect(waysNow("mention", having({}), 1300)).toEqual(["toast"]);
  expect(waysNow("deadline", having({}), 1300)).toEqual([]); // it is shown in its own place
  const all = { "tell/mention/desktop": true, "tell/mention/sound": true };
  expect(waysNow("mention", having(all), 1300)).toEqual(["toast", "desktop", "sound"]);
  expect(waysNow("follow", having(all), 1300)).toEqual(["toast"]);
  expect(waysNow("mention", having({ ...all, "tell/mention/toast": false }), 1300)).toEqual(["desktop", "sound"]);
  const quiet = having({ ...all, "quiet/on": true, "quiet/from": 1260, "quiet/to": 420 });
  expect([1259, 1260, 419, 420].map((minute) => waysNow("mention", quiet, minute).length)).toEqual([3, 0, 0, 3]);
});
