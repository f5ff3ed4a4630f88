import { Comparable } from "./comparable";

// How far a price may be from its estimate is measured on homes that were sold (make eval): each is priced from the others.
// Prices differ by factors, so all is in natural logarithms.

/** What the spread of the sales does not show: the state of the home, its view, its street. */
const unseen: f64 = 0.05;

/** A few sales may agree by chance: their spread counts as if this many others had the usual spread. */
const usualSales: f64 = 3;
const usualSpread: f64 = 0.25;

/** The multiple of both within which 80 % of the homes were sold. */
const widening: f64 = 1.15;

/** The price that sales suggest, and how sure it is. */
export class Estimate {
  readonly price: f64; // cents
  readonly factor: f64; // the range is from price / factor to price * factor
  readonly confidence: string; // high, medium or low

  constructor(chosen: Comparable[]) {
    const sorted = chosen.slice(0);
    sorted.sort((a, b) => (a.adjusted < b.adjusted ? -1 : a.adjusted > b.adjusted ? 1 : 0));
    this.price = median(sorted);
    const factor = Math.exp(widening * (unseen + spread(chosen)));
    this.factor = factor;
    this.confidence =
      chosen.length >= 5 && factor <= 1.33 ? "high" : chosen.length >= 3 && factor <= 1.5 ? "medium" : "low";
  }
}

/** The price below which half of the comparables' weight lies. They are sorted by price. */
function median(sorted: Comparable[]): f64 {
  let total: f64 = 0;
  for (let i = 0; i < sorted.length; i++) total += sorted[i].points;
  let below: f64 = 0;
  for (let i = 0; i < sorted.length; i++) {
    below += sorted[i].points;
    if (below >= total / 2) return sorted[i].adjusted;
  }
  return sorted[sorted.length - 1].adjusted;
}

/** The weighted standard deviation of the logarithms of the adjusted prices, drawn to the usual one. */
function spread(chosen: Comparable[]): f64 {
  let total: f64 = 0;
  let sum: f64 = 0;
  for (let i = 0; i < chosen.length; i++) {
    total += chosen[i].points;
    sum += chosen[i].points * Math.log(chosen[i].adjusted);
  }
  let squares: f64 = 0;
  for (let i = 0; i < chosen.length; i++) {
    const off = Math.log(chosen[i].adjusted) - sum / total;
    squares += (chosen[i].points / total) * off * off;
  }
  const sales = <f64>chosen.length;
  return Math.sqrt((sales * squares + usualSales * usualSpread * usualSpread) / (sales + usualSales));
}
