import { expect, test } from "vitest";
import { MAX_WAIT_MS, mayReconnect, wait } from "./backoff";

test("the wait is anything between nothing and a bound that doubles up to 30 s", () => {
  expect(wait(0, 0.999)).toBeLessThan(500);
  expect(wait(3, 0.5)).toBe(2_000);
  expect(wait(50, 0.999999)).toBeLessThanOrEqual(MAX_WAIT_MS);
  expect(wait(50, 0)).toBe(0);
});

test("a server that names a wait is not asked before", () => {
  expect(wait(0, 0, "retry-after=7")).toBe(7_000);
  expect(wait(0, 0, "retry-after=0.455")).toBe(455);
  expect(wait(0, 0, "shutting down")).toBe(0);
});

test.each([
  [1006, true],
  [3001, true],
  [3013, true],
  [3500, false],
  [3999, false],
  [4413, true],
  [4501, false],
])("close code %i: connect again? %s", (code, again) => {
  expect(mayReconnect(code)).toBe(again);
});
