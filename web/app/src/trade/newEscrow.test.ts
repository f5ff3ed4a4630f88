import { readFileSync } from "node:fs";
import type { ContingencyDays } from "@roomkey/client";
import { expect, test } from "vitest";
import { isHoliday } from "./businessDays";
import { usualDeadlines } from "./newEscrow";

type Case = {
  accepted: string;
  closes: string;
  days: ContingencyDays;
  deposit: string;
  contingencies: Record<string, string>;
};

// The plugin that makes escrows of sentences reads them too.
const file = new URL("../../../../crm/testdata/vectors/escrow_days.json", import.meta.url);
const cases: Case[] = JSON.parse(readFileSync(file, "utf8"));

test.each(cases)("an escrow accepted on $accepted has its brokerage's usual deadlines", (one) => {
  const made = usualDeadlines({ acceptanceDate: one.accepted, closeOfEscrowDate: one.closes }, one.days);
  const contingencies = (made.contingencies ?? []) as { type: string; status: string; dueDate: string }[];
  expect(made.earnestMoneyDeposit).toEqual({ dueDate: one.deposit });
  expect(Object.fromEntries(contingencies.map(({ type, dueDate }) => [type, dueDate]))).toEqual(one.contingencies);
  expect(contingencies.every(({ status }) => status === "active")).toBe(true);
});

test("an escrow without an acceptance has no deadlines", () => {
  const days = { deposit: 3, investigation: 17, appraisal: 17, loan: 21 };
  expect(usualDeadlines({ propertyAddress: "1 A St" }, days)).toEqual({});
});

test("federal holidays are kept on a weekday", () => {
  const of2027 = ["01-01", "01-18", "02-15", "05-31", "06-18", "07-05", "09-06", "10-11", "11-11", "11-25", "12-24"];
  const all = Array.from({ length: 365 }, (_, n) => new Date(Date.UTC(2027, 0, 1 + n)).toISOString().slice(0, 10));
  const weekdays = all.filter((day) => ![0, 6].includes(new Date(day).getUTCDay()));
  // New Year's Day of 2028 is a Saturday
  expect(weekdays.filter(isHoliday)).toEqual([...of2027.map((day) => `2027-${day}`), "2027-12-31"]);
});
