import { expect, test } from "vitest";
import { lastOf } from "./range";

const at = Array.from({ length: 360 }, (_, index) => 1_000 + index * 10);
const series = { at, connections: at.map((_, index) => index) } as unknown as Parameters<typeof lastOf>[0];

test("a quarter of an hour is the last ninety samples of every column", () => {
  const shown = lastOf(series, "quarter");
  expect([shown.at.length, shown.connections.length]).toEqual([90, 90]);
  expect([shown.connections[0], shown.connections.at(-1)]).toEqual([270, 359]);
});

test("an hour is all, and no samples stay none", () => {
  expect(lastOf(series, "hour")).toBe(series);
  const none = { at: [], connections: [] } as unknown as typeof series;
  expect(lastOf(none, "quarter").at).toEqual([]);
});
