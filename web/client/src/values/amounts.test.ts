import { expect, test } from "vitest";
import { parseMoney } from "./money";
import { parseNumber, parsePercent, parseYear } from "./number";

test.each<[typed: string, cents: number, shown: string]>([
  ["450000", 45_000_000, "$450,000"],
  ["450,000", 45_000_000, "$450,000"],
  ["$450,000", 45_000_000, "$450,000"],
  ["$ 450,000", 45_000_000, "$450,000"],
  ["450,000$", 45_000_000, "$450,000"],
  ["US$450,000", 45_000_000, "$450,000"],
  ["USD 450,000", 45_000_000, "$450,000"],
  ["450,000 usd", 45_000_000, "$450,000"],
  ["450 dollars", 45_000, "$450"],
  ["1 dollar", 100, "$1"],
  ["$1,250,000.00", 125_000_000, "$1,250,000"],
  ["1 250 000", 125_000_000, "$1,250,000"],
  ["1\u00a0250\u00a0000.50", 125_000_050, "$1,250,000.50"],
  ["450k", 45_000_000, "$450,000"],
  ["450K", 45_000_000, "$450,000"],
  ["450 k", 45_000_000, "$450,000"],
  ["$450k", 45_000_000, "$450,000"],
  ["1.2m", 120_000_000, "$1,200,000"],
  ["1.2M", 120_000_000, "$1,200,000"],
  ["1.2mm", 120_000_000, "$1,200,000"],
  ["1.2 million", 120_000_000, "$1,200,000"],
  ["$1.2 million dollars", 120_000_000, "$1,200,000"],
  ["450 thousand", 45_000_000, "$450,000"],
  ["2 grand", 200_000, "$2,000"],
  ["1.23456789m", 123_456_789, "$1,234,567.89"],
  ["99b", 9_900_000_000_000, "$99,000,000,000"],
  ["100,000,000,000", 10_000_000_000_000, "$100,000,000,000"],
  ["0", 0, "$0"],
  ["0.00", 0, "$0"],
  ["-0", 0, "$0"],
  [".5", 50, "$0.50"],
  ["5.", 500, "$5"],
  ["+5", 500, "$5"],
  ["0.29", 29, "$0.29"],
  ["1.15", 115, "$1.15"],
  ["4.35", 435, "$4.35"],
  ["1234.56", 123_456, "$1,234.56"],
  ["125.5", 12_550, "$125.50"],
  ["125.500", 12_550, "$125.50"],
  ["007", 700, "$7"],
  ["４５０，０００", 45_000_000, "$450,000"],
  ["-9", -900, "-$9"],
  ["−9", -900, "-$9"],
  ["-$9", -900, "-$9"],
  ["$-9", -900, "-$9"],
  ["($1,250)", -125_000, "-$1,250"],
  ["$(1,250.50)", -125_050, "-$1,250.50"],
])("%s is an amount", (typed, value, shown) => {
  expect(parseMoney(typed)).toEqual({ ok: true, value, shown });
  expect(parseMoney(shown)).toEqual({ ok: true, value, shown }); // what is shown is read as the same
});

test.each([
  ["", "Enter an amount"],
  ["   ", "Enter an amount"],
  ["a lot", "“a lot” is not an amount"],
  ["0x10", "“0x10” is not an amount"],
  ["1e5", "“1e5” is not an amount"],
  ["Infinity", "is not an amount"],
  ["NaN", "is not an amount"],
  ["null", "is not an amount"],
  [".", "is not an amount"],
  ["$", "is not an amount"],
  ["k", "is not an amount"],
  ["-", "is not an amount"],
  ["--9", "is not an amount"],
  ["(-9)", "is not an amount"],
  ["12.3.4", "is not an amount"],
  ["1,2,3", "Write thousands with commas"],
  ["12,34,567", "is not an amount"],
  ["1,25", "Write thousands with commas"],
  ["1.250.000", "Write thousands with commas"],
  ["1.250.000,00", "Write thousands with commas"],
  ["1.250,50", "Write thousands with commas"],
  ["1,2m", "Write thousands with commas"],
  ["1'250'000", "is not an amount"],
  ["400-500k", "is not an amount"],
  ["450*2", "is not an amount"],
  ["450kk", "is not an amount"],
  ["450x", "is not an amount"],
  ["6/5", "is not an amount"],
  ["€450", "names another currency"],
  ["450 EUR", "names another currency"],
  ["£450", "names another currency"],
  ["٤٥٠", "is not an amount"],
  ["0.001", "finer than that"],
  ["1.234", "finer than that"],
  ["99999999999999999", "the most that a field holds"],
  ["-99999999999999999", "the most that a field holds"],
  ["100,000,000,000.01", "the most that a field holds"],
  ["101b", "the most that a field holds"],
  ["9".repeat(150), "the most that a field holds"],
  ["9".repeat(5_000), "is not an amount"],
])("%s is no amount", (typed, said) => {
  const read = parseMoney(typed);
  expect(read).toMatchObject({ ok: false, problem: expect.stringContaining(said) });
  expect(!read.ok && read.problem).toMatch(/^[A-Z“].{5,140}\.$/); // a sentence, and none with 5,000 digits
});

test("an amount keeps its field's bounds, which the sentence names", () => {
  expect(parseMoney("-9", { min: 0 })).toMatchObject({ ok: false, problem: "This can't be less than nothing." });
  expect(parseMoney("9", { min: 1_000 })).toMatchObject({ ok: false, problem: "Enter at least $10." });
  expect(parseMoney("11", { max: 1_000 })).toMatchObject({ ok: false, problem: "Enter at most $10." });
  expect(parseMoney("10", { min: 1_000, max: 1_000 })).toMatchObject({ ok: true, value: 1_000 });
});

test.each<[typed: string, value: number, shown: string]>([
  ["1,250", 1_250, "1,250"],
  ["2.5", 2.5, "2.5"],
  ["0", 0, "0"],
  ["-118.25", -118.25, "-118.25"],
  ["34.052235", 34.052235, "34.052235"],
  ["2.4k", 2_400, "2,400"],
  ["0.1", 0.1, "0.1"],
  ["1 250", 1_250, "1,250"],
])("%s is a number", (typed, value, shown) => {
  expect(parseNumber(typed)).toEqual({ ok: true, value, shown });
  expect(parseNumber(shown)).toMatchObject({ ok: true, value });
});

test.each(["", " ", "two", "0x10", "1e5", "1,25", "1.250.000", "NaN", "99999999999999999", "3 beds", "1/2", "five"])(
  "%s is no number",
  (typed) => {
    expect(parseNumber(typed)).toMatchObject({ ok: false, problem: expect.stringMatching(/^[A-Z“].*\.$/) });
  },
);

test.each<[typed: string, value: number]>([
  ["2,400 sq ft", 2_400],
  ["2400sqft", 2_400],
  ["2,400 SF", 2_400],
  ["2,400 square feet", 2_400],
  ["0.25 acres", 10_890],
  ["1 acre", 43_560],
  ["2.5 ac", 108_900],
  ["2.4k sf", 2_400],
  ["2400", 2_400],
])("%s are square feet", (typed, value) => {
  expect(parseNumber(typed, { unit: "square feet" })).toMatchObject({ ok: true, value });
});

test("a number keeps its field's bounds", () => {
  expect(parseNumber("0.25 acres")).toMatchObject({ ok: false });
  expect(parseNumber("-1", { min: 0 })).toMatchObject({ ok: false, problem: "This can't be less than 0." });
  expect(parseNumber("91", { min: -90, max: 90 })).toMatchObject({ ok: false, problem: "Enter at most 90." });
  expect(parseNumber("2.5", { whole: true })).toMatchObject({ ok: false, problem: "Enter a whole number." });
});

test.each<[typed: string, value: number, shown: string]>([
  ["2.5%", 2.5, "2.5%"],
  ["2.5 %", 2.5, "2.5%"],
  ["2.5", 2.5, "2.5%"],
  ["2.5 percent", 2.5, "2.5%"],
  ["2.5pct", 2.5, "2.5%"],
  ["0", 0, "0%"],
  ["100%", 100, "100%"],
  [".025", 0.025, "0.025%"],
])("%s is a percentage", (typed, value, shown) => {
  expect(parsePercent(typed)).toEqual({ ok: true, value, shown });
});

test.each([
  ["", "Enter a percentage"],
  ["%", "is not a number"],
  ["101", "Enter at most 100%."],
  ["-1%", "This can't be less than 0."],
  ["2,5%", "Write thousands with commas"],
  ["half", "is not a number"],
  ["1k%", "Enter at most 100%."],
])("%s is no percentage", (typed, said) => {
  expect(parsePercent(typed)).toMatchObject({ ok: false, problem: expect.stringContaining(said) });
});

test("a year has four digits and no comma", () => {
  expect(parseYear("1987")).toEqual({ ok: true, value: 1987, shown: "1987" });
  for (const typed of ["", "87", "1,987", "19870", "1987.5", "'87"])
    expect(parseYear(typed)).toMatchObject({ ok: false });
  expect(parseYear("1500", { min: 1600 })).toMatchObject({ ok: false, problem: "Enter at least 1600." });
});
