import type { ContingencyDays } from "@roomkey/client";

type Name = keyof ContingencyDays;

/** The fields of the page, in the order of an escrow's deadlines. */
export const dayFields: readonly { name: Name; label: string; description: string }[] = [
  { name: "deposit", label: "Deposit", description: "Business days: neither weekends nor federal holidays count." },
  { name: "investigation", label: "Investigation", description: "Calendar days." },
  { name: "appraisal", label: "Appraisal", description: "Calendar days." },
  { name: "loan", label: "Loan", description: "Calendar days." },
];

const most = 365;

/** What was typed: the days that are others now, or what is wrong, by field. */
export type ReadDays =
  | { ok: true; changed: Partial<ContingencyDays>; isSame: boolean }
  | { ok: false; faults: Partial<Record<Name, string>> };

/** Reads what was typed over the days that are set. */
export function readDays(days: ContingencyDays, typed: Partial<Record<Name, string>>): ReadDays {
  const changed: Partial<ContingencyDays> = {};
  const faults: Partial<Record<Name, string>> = {};
  for (const { name } of dayFields) {
    const text = typed[name]?.trim();
    if (text === undefined) continue;
    const count = Number(text);
    if (!/^\d+$/.test(text)) faults[name] = "A whole number of days, such as 17";
    else if (count > most) faults[name] = `${most} days at most`;
    else if (count !== days[name]) changed[name] = count;
  }
  if (Object.keys(faults).length > 0) return { ok: false, faults };
  return { ok: true, changed, isSame: Object.keys(changed).length === 0 };
}
