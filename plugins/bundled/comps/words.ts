/** 1234567 as 1,234,567. */
export function grouped(n: f64): string {
  let text = (<i64>n).toString();
  for (let at = text.length - 3; at > 0; at -= 3) text = text.substring(0, at) + "," + text.substring(at);
  return text;
}

/** Whole dollars of cents. */
export function dollars(cents: f64): string {
  return "$" + grouped(Math.round(cents / 100));
}

export function plural(n: i32, noun: string): string {
  return n.toString() + " " + noun + (n == 1 ? "" : "s");
}

/** A number, without a fraction if it is whole. */
export function numeral(n: f64): string {
  return n == Math.trunc(n) ? (<i64>n).toString() : n.toString();
}

/** 0.5 miles, 1 mile. */
export function inMiles(n: f64): string {
  return numeral(n) + (n == 1 ? " mile" : " miles");
}
