import { expect, test } from "vitest";
import { escrow } from "../fixtures";
import { step } from "./steps";

test("keys go through a column, and across to the next one that has cards", () => {
  const rows = Array.from({ length: 4 }, () => escrow({}));
  const [a, b, c, d] = rows.map(({ id }) => id);
  const stack = (...places: number[]) => ({
    value: "",
    label: "",
    totals: {},
    rows: places.flatMap((at) => rows[at] ?? []),
  });
  const stacks = [stack(0, 1, 2), stack(), stack(3)];
  expect(step(stacks, undefined, 0, 1)).toBe(a);
  expect(step(stacks, a, 0, 1)).toBe(b);
  expect(step(stacks, c, 0, 1)).toBe(c);
  expect(step(stacks, c, 1, 0)).toBe(d);
  expect(step(stacks, d, -1, 0)).toBe(a);
  expect(step(stacks, d, 1, 0)).toBe(d);
  expect(step([], "gone", 1, 0)).toBe(undefined);
});
