import type { NewFields } from "@roomkey/client";

const kinds: Readonly<Record<string, string>> = {
  listing: "showing",
  escrow: "inspection",
  client: "buyer_consult",
  lead: "call",
};

/** How the form of an appointment about a record begins: its kind, who or what it is with, and the link to that. */
export function bookingOf(type: string, id: string, title: string): Booking {
  return { typed: { ...(kinds[type] ? { kind: kinds[type] } : {}) }, about: title, also: { linked: { [type]: id } } };
}

type Booking = { typed: Record<string, string>; about: string; also: NewFields };

/** What an appointment is called until somebody says otherwise: "Showing, Rosa Ito". */
export function calledBy(kind: string | undefined, about: string): string {
  return kind ? `${kind}, ${about}` : about;
}
