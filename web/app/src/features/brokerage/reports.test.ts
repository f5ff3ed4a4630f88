import { expect, test } from "vitest";
import { lengthOf, tableOf } from "./reports";

const nameOf = (id: string) => ({ a: "Ana" })[id] ?? "Somebody";
const status = (at: string) => ({ escrow: "Escrows", "escrow/open": "Open" })[at] ?? at;

test("money and counts read as people write them, and what is hidden is told", () => {
  const line = { type: "escrow", status: "open", count: 1200, value: 123_456_700 };
  const pipeline = { items: [line, { ...line, status: "closed", count: 300 }, { ...line, status: "draft", count: 0 }] };
  const { lines, shares, statuses } = tableOf("pipeline", pipeline, nameOf, status);
  expect(lines).toEqual([
    ["Escrows", "Open", "1,200", "$1,234,567"],
    ["", "escrow/closed", "300", "$1,234,567"],
  ]);
  expect(shares).toEqual([1, 0.25]);
  expect(statuses).toHaveLength(lines.length);
  const one = { month: "2026-11", agent: "a", count: 3, price: 100, gci: 200, net: 100, hidden: 2, absent: 0 };
  const gci = { from: "2026-01-01", to: "2026-12-31", items: [one, { ...one, hidden: 0 }] };
  const earned = tableOf("gci", gci, nameOf, status);
  expect(earned.lines.map((line) => line.at(-1))).toEqual(["2 of 3", ""]);
  expect(earned.lines.map(([month]) => month)).toEqual(["Nov 2026", ""]);
  expect(earned.total).toEqual(["All months", "", "6", "$2", "$4", "$2", ""]);
});

test("a source without leads has no rate", () => {
  const item = { source: "", leads: 0, contacted: 0, appointments: 0, clients: 0, closed: 0, lost: 0 };
  const { lines } = tableOf("sources", { from: "", to: "", items: [item] }, nameOf, status);
  expect(lines).toEqual([["All others", "0", "0", "0", "0", "0", "0", "–"]]);
});

test.each([
  [null, "–"],
  [45, "45 s"],
  [240, "4 min"],
  [7_200, "2 h"],
  [300_000, "3 days"],
])("%s seconds are %s", (seconds, words) => {
  expect(lengthOf(seconds)).toBe(words);
});
