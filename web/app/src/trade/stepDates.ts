import { show } from "@roomkey/client";
import { type Day, daysBetween, isDay, shortDay } from "./days";

/** The fields that say when a record got a status, or is to get it, the first that is filled in. */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  "escrow.draft": ["acceptanceDate"],
  "escrow.open": ["openedDate"],
  "escrow.closed": ["actualCloseDate", "closeOfEscrowDate"],
  "listing.Coming Soon": ["ListingContractDate"],
  "listing.Active": ["OnMarketDate"],
  "listing.Pending": ["PurchaseContractDate"],
  "listing.Closed": ["CloseDate"],
};

/** The day of a record's step; undefined where no field tells it. */
export function stepDay(type: string, status: string, fields: Record<string, unknown>): Day | undefined {
  return fieldsOf[`${type}.${status}`]?.map((name) => show(fields[name])).find(isDay);
}

/** The day of a step in few words: "Nov 16", and of the one where the record is, how long it has been: "11 days". */
export function stepDate(day: Day | undefined, isCurrent: boolean, today: Day): string {
  if (day === undefined) return "";
  const days = daysBetween(day, today) ?? 0;
  if (!isCurrent || days <= 0) return shortDay(day, today);
  return days === 1 ? "1 day" : `${days.toLocaleString("en-US")} days`;
}
