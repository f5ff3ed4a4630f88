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
  expect(earned.lines.map((line) => line.at(-1))).toEqual(["2 of 6", "2 of 3", ""]);
  expect(earned.lines.map(([month]) => month)).toEqual(["Nov 2026", "", ""]);
  expect(earned.total).toEqual(["All months", "", "6", "$2", "$4", "$2", ""]);
});

test("a month of several agents begins with the sum of all, one of a single agent has no sum", () => {
  const one = { month: "2026-11", agent: "a", count: 1, price: 100_00, gci: 3_00, net: 1_00, hidden: 0, absent: 0 };
  const items = [one, { ...one, agent: "b", gci: 5_00 }, { ...one, month: "2026-12" }];
  const { lines, shares } = tableOf("gci", { from: "", to: "", items }, nameOf, status);
  expect(lines).toEqual([
    ["Nov 2026", "All agents", "2", "$200", "$8", "$2"],
    ["", "Ana", "1", "$100", "$3", "$1"],
    ["", "Somebody", "1", "$100", "$5", "$1"],
    ["Dec 2026", "Ana", "1", "$100", "$3", "$1"],
  ]);
  expect(shares.map((share) => share * 8)).toEqual([8, 3, 5, 3]);
});

test("the slowest agent comes first, and the bar is of the time, not of how many leads there were", () => {
  const quick = { agent: "a", leads: 100, answered: 90, medianSeconds: 60, slowSeconds: 600 };
  const slow = { agent: "b", leads: 4, answered: 4, medianSeconds: 240, slowSeconds: 7_200 };
  const none = { agent: "c", leads: 2, answered: 0, medianSeconds: null, slowSeconds: null };
  const { lines, shares } = tableOf("responses", { from: "", to: "", items: [quick, slow, none] }, nameOf, status);
  expect(lines).toEqual([
    ["Somebody", "2", "0", "2", "–", "–"],
    ["Somebody", "4", "4", "0", "2 h", "4 min"],
    ["Ana", "100", "90", "10", "10 min", "60 s"],
  ]);
  expect(shares).toEqual([0, 1, 0.25]);
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
