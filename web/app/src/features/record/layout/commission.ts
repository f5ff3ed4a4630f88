import { show } from "@roomkey/client";

/** What a commission is made of, in cents. The server's derived fields are computed by the same rule. */
export type Commission = {
  gci: number;
  sidePct: number; // of the price
  referral: number;
  splits: { payee: string; pct: number; amount: number }[];
  fees: { label: string; amount: number }[];
  net: number; // what is left of gci after referral, splits and fees
  splitPct: number; // all splits together; more than 100 is a mistake
};

type Map = Record<string, unknown>;

/**
 * Computes the commission on a price in cents from the private field of an escrow. Undefined where the price or the
 * percentage is not known yet. gci is the side's part of the price, which is all of the gross unless told; the shares
 * of the splits are of what the referral leaves. Each amount is rounded to the cent by itself.
 */
export function commissionOf(price: unknown, commission: unknown): Commission | undefined {
  const given = (commission ?? {}) as Map;
  if (typeof price !== "number" || typeof given.grossPct !== "number") return undefined;
  const sidePct = ofPrice(given.grossPct, typeof given.sidePct === "number" ? given.sidePct : given.grossPct);
  const gci = Math.round((price * sidePct) / 100);
  const referral = Math.round((gci * numberOf(given.referralPct)) / 100);
  const rest = gci - referral;
  const splits = itemsOf(given.splits).map(({ payee, pct }) => ({
    payee: show(payee),
    pct: numberOf(pct),
    amount: Math.round((rest * numberOf(pct)) / 100),
  }));
  const fees = itemsOf(given.fees).map(({ label, amount }) => ({ label: show(label), amount: numberOf(amount) }));
  const net = rest - sum(splits.map(({ amount }) => amount)) - sum(fees.map(({ amount }) => amount));
  return {
    gci,
    sidePct,
    referral,
    splits,
    fees,
    net,
    splitPct: sum(splits.map(({ pct }) => pct)),
  };
}

/** The side's part of the price in percent: "2.5%" of "5%" is of the price, and more than the gross a share of it. */
function ofPrice(gross: number, side: number): number {
  return side <= gross ? side : (gross * side) / 100;
}

function itemsOf(list: unknown): Map[] {
  return Array.isArray(list) ? (list as Map[]) : [];
}

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
