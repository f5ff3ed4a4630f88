import { asNumber, isGroupedOtherwise, readAmount } from "./amount";
import { formatNumber, formatPercent, formatYear } from "./format";
import type { Bounds } from "./money";
import { type Parsed, plainText, problem, quoted, understood } from "./parsed";

/** What a number is of: its bounds, whether it has no fraction, and in which unit it is kept. */
export type NumberRules = Bounds & { whole?: boolean | undefined; unit?: "square feet" | undefined };

const squareFeetOf: [RegExp, number][] = [
  [/ ?(?:sq\.? ?ft\.?|sf|square f(?:ee|oo)t)$/i, 1],
  [/ ?(?:acres?|ac)$/i, 43_560],
];

/**
 * Reads a number: "1,250", "2.5", "2.4k", and of square feet also "2,400 sq ft" and "0.25 acres". What is empty, or no
 * number, never becomes 0.
 */
export function parseNumber(typed: string, rules: NumberRules = {}): Parsed<number> {
  let text = plainText(typed);
  if (text === "") return problem("Enter a number.");
  let factor = 1;
  for (const [unit, feet] of rules.unit ? squareFeetOf : []) {
    if (!text || !unit.test(text)) continue;
    text = text.replace(unit, "");
    factor = feet;
    break;
  }
  const read = readPlain(typed, text);
  if (!read.ok) return read;
  const value = factor === 1 ? read.value : Math.round(read.value * factor);
  return within(value, rules, formatNumber);
}

/** Reads a percentage: "2.5%", "2.5", "2.5 percent" are 2.5. Between 0 and 100 unless the rules say otherwise. */
export function parsePercent(typed: string, rules: NumberRules = {}): Parsed<number> {
  const text = plainText(typed);
  if (text === "") return problem("Enter a percentage, such as 2.5%.");
  const read = readPlain(typed, text?.replace(/ ?(?:%|percent|per cent|pct)$/i, ""));
  return read.ok ? within(read.value, { min: 0, max: 100, ...rules }, formatPercent) : read;
}

/** Reads a year of four digits. */
export function parseYear(typed: string, rules: NumberRules = {}): Parsed<number> {
  const text = plainText(typed);
  if (text === "") return problem("Enter a year, such as 1987.");
  if (!text || !/^\d{4}$/.test(text))
    return problem(`${quoted(typed)} is not a year. Write four digits, such as 1987.`);
  return within(Number(text), rules, formatYear);
}

function readPlain(typed: string, text: string | undefined): Parsed<number> {
  if (text && isGroupedOtherwise(text)) return problem("Write thousands with commas and parts after a point: 1,250.5.");
  const amount = text ? readAmount(text) : undefined;
  if (!amount) return problem(`${quoted(typed)} is not a number.`);
  return understood(asNumber(amount), "");
}

function within(value: number, rules: NumberRules, format: (value: number) => string): Parsed<number> {
  if (rules.whole && !Number.isInteger(value)) return problem("Enter a whole number.");
  if (rules.min !== undefined && value < rules.min) {
    return problem(rules.min === 0 ? "This can't be less than 0." : `Enter at least ${format(rules.min)}.`);
  }
  if (rules.max !== undefined && value > rules.max) return problem(`Enter at most ${format(rules.max)}.`);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return problem("That number is too large.");
  return understood(value === 0 ? 0 : value, format(value));
}
