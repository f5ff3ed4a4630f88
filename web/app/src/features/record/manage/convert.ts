import { type NewFields, show } from "@roomkey/client";

/** The client that a lead becomes: the name in two parts, how to reach them, where they came from. */
export function clientOf(lead: Readonly<Record<string, unknown>>): NewFields {
  const words = show(lead.name).trim().split(/\s+/);
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  const first = (last ? words.slice(0, -1) : words).join(" ");
  const [email, phone] = [show(lead.email), show(lead.phone)];
  const kinds: Record<string, string[]> = {
    buy: ["Buyer"],
    sell: ["Seller"],
    both: ["Buyer", "Seller"],
    rent: ["Tenant"],
  };
  return {
    FirstName: first,
    LastName: last,
    Email: email ? [email] : undefined,
    TEL: phone ? [{ number: phone, preferred: true }] : undefined,
    ContactType: kinds[show(lead.intent)],
    ContactStatus: "Active",
    LeadSource: show(lead.source) || undefined,
  };
}

const before = ["new", "attempted", "contacted", "appointment_set", "met", "nurture"];

/** The stage of a lead that has become a client: one that is further stays there. */
export function stageAfter(stage: string): string {
  return before.includes(stage) || stage === "" ? "active_client" : stage;
}
