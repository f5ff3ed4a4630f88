import type { NewFields } from "@roomkey/client";

/** What an appointment about a record is called at first, by the record's type. */
const called: Readonly<Record<string, string>> = {
  listing: "Showing",
  escrow: "Inspection",
  client: "Meeting",
  lead: "Call",
};

const kinds: Readonly<Record<string, string>> = {
  listing: "showing",
  escrow: "inspection",
  client: "buyer_consult",
  lead: "call",
};

/** How the form of an appointment about a record begins, and the link that the appointment has from the first. */
export function bookingOf(type: string, id: string, title: string): { typed: Record<string, string>; also: NewFields } {
  return {
    typed: { SUMMARY: `${called[type] ?? "Meeting"}, ${title}`, ...(kinds[type] ? { kind: kinds[type] } : {}) },
    also: { linked: { [type]: id } },
  };
}
