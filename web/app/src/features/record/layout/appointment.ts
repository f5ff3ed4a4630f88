import type { Layout } from "./layout";

export const appointmentLayout: Layout = {
  title: ["SUMMARY"],
  subtitle: ["kind", "LOCATION"],
  facts: [
    { computed: "when", label: "When" },
    { computed: "where", label: "Location" },
    { path: "method" },
    { path: "kind" },
    { path: "outcome" },
  ],
  phoneFacts: [0, 1],
  groups: [
    {
      title: "When and where",
      left: ["SUMMARY", "DTSTART", "DTEND", "allDay", "TZID", "RRULE"],
      right: ["LOCATION", "method", "kind", "CLASS", "outcome"],
      rare: ["allDay", "TZID", "RRULE", "CLASS"],
    },
    {
      title: "Linked records",
      left: ["linked.listing", "linked.client"],
      right: ["linked.lead", "linked.escrow"],
      rare: ["linked.lead", "linked.escrow"],
    },
  ],
  texts: ["DESCRIPTION", "briefing"],
  rows: [{ field: "ATTENDEE", as: "plain" }],
};
