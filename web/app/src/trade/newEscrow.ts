import type { ContingencyDays, NewFields, NewItem } from "@roomkey/client";
import { addBusinessDays } from "./businessDays";
import { addDays, type Day, isDay } from "./days";

/** The contingencies of the usual Californian contract, in its order. */
const standard = ["investigation", "appraisal", "loan"] as const;

/**
 * What a new escrow has to keep to by its brokerage's usual days, counted from its acceptance, and at most until it
 * closes: the deposit's day and the contingencies. Nothing where it says no acceptance.
 */
export function usualDeadlines(fields: NewFields, days: ContingencyDays): NewFields {
  const { acceptanceDate: accepted, closeOfEscrowDate: closes } = fields;
  if (!isDay(accepted)) return {};
  const atMost = (day: Day) => (isDay(closes) && day > closes ? closes : day);
  const contingencies = standard.flatMap((type): NewItem[] =>
    days[type] > 0 ? [{ type, status: "active", dueDate: atMost(addDays(accepted, days[type])) }] : [],
  );
  return {
    earnestMoneyDeposit: { dueDate: atMost(addBusinessDays(accepted, days.deposit)) },
    ...(contingencies.length > 0 && { contingencies }),
  };
}
