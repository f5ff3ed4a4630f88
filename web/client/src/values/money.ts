import { inUnits, isGroupedOtherwise, readAmount } from "./amount";
import { formatMoney } from "./format";
import { type Parsed, plainText, problem, quoted, understood } from "./parsed";

/** The most money that a field holds, in cents, either sign; crm.MaxMoney of the server. */
export const maxMoney = 1e13;

/** Bounds of one value, both included. */
export type Bounds = { min?: number | undefined; max?: number | undefined };

/**
 * Reads an amount of US dollars: "450k", "1.2m", "$1,250,000.00", "USD 450,000", "-9". The value is in cents, and so
 * are the bounds. What is empty, or no amount, never becomes 0.
 */
export function parseMoney(typed: string, bounds: Bounds = {}): Parsed<number> {
  const text = plainText(typed);
  if (text === "") return problem("Enter an amount, such as 450,000.");
  if (text === undefined) return notMoney(typed);
  if (/[€£¥₩₹₽]|\b(eur|gbp|cad|mxn|jpy|cny)\b/i.test(text)) {
    return problem(`Amounts are in US dollars; ${quoted(typed)} names another currency.`);
  }
  const bare = text
    .replace(/^([+-]?\(?) ?(?:us ?\$|usd|\$) ?/i, "$1")
    .replace(/ ?(?:\$|usd|dollars?|bucks)(\)?)$/i, "$1");
  if (isGroupedOtherwise(bare)) return problem("Write thousands with commas and cents after a point: 1,250,000.50.");
  const amount = readAmount(bare);
  if (!amount) return notMoney(typed);
  const cents = inUnits(amount, 2);
  if (cents === undefined) return problem(`Amounts go to the cent; ${quoted(typed)} is finer than that.`);
  if (cents > BigInt(maxMoney) || cents < -BigInt(maxMoney)) {
    return problem("That is more than $100,000,000,000, the most that a field holds.");
  }
  const value = Number(cents);
  if (bounds.min !== undefined && value < bounds.min) {
    return problem(
      bounds.min === 0 ? "This can't be less than nothing." : `Enter at least ${formatMoney(bounds.min)}.`,
    );
  }
  if (bounds.max !== undefined && value > bounds.max) return problem(`Enter at most ${formatMoney(bounds.max)}.`);
  return understood(value, formatMoney(value));
}

function notMoney(typed: string): Parsed<number> {
  return problem(`${quoted(typed)} is not an amount. Write one such as 450,000, 450k or 1.2m.`);
}
