/** A decimal number, exactly: digits × 10^(-scale). */
export type Amount = { digits: bigint; scale: number };

const tens: Record<string, number> = {
  "": 0,
  k: 3,
  thousand: 3,
  grand: 3,
  m: 6,
  mm: 6,
  mil: 6,
  mill: 6,
  million: 6,
  b: 9,
  bn: 9,
  billion: 9,
};

const written = /^([+-]?) ?(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d*)(?:\.(\d*))? ?([a-z]*)$/i;

/**
 * Reads a number as people write it: "1,250", "1 250.5", "450k", "1.2 million", "-9", "(9)". Undefined for all else:
 * "0x10", "1e5" and "1.250,00" are no numbers here. The text is plain, and not empty.
 */
export function readAmount(text: string): Amount | undefined {
  const inner = /^\( ?(\d.*?) ?\)$/.exec(text)?.[1]; // as accountants write what is below zero
  const [, sign, whole = "", fraction = "", unit = ""] = written.exec(inner ?? text) ?? [];
  const power = tens[unit.toLowerCase()];
  if (sign === undefined || power === undefined || whole + fraction === "") return undefined;
  const digits = BigInt(whole.replace(/[, ]/g, "") + fraction) * 10n ** BigInt(power);
  return { digits: sign === "-" || inner !== undefined ? -digits : digits, scale: fraction.length };
}

/** The amount as a whole number of 10^(-scale), or undefined where it has a finer part. */
export function inUnits({ digits, scale }: Amount, units: number): bigint | undefined {
  const shifted = digits * 10n ** BigInt(units);
  const divisor = 10n ** BigInt(scale);
  return shifted % divisor === 0n ? shifted / divisor : undefined;
}

/** The amount as the nearest number that JavaScript has. */
export function asNumber({ digits, scale }: Amount): number {
  return Number(`${digits}e-${scale}`);
}

/** Whether a text has points and commas as much of Europe writes them: "1.250.000", "1.250,00", "12,5". */
export function isGroupedOtherwise(text: string): boolean {
  return /^[^\d]{0,5}\d{1,3}(?:\.\d{3}){2,}\D{0,5}$/.test(text) || /\d,\d{1,2}\D{0,5}$|\d\.\d{3},/.test(text);
}
