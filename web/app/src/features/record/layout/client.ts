import type { Layout } from "./layout";

export const clientLayout: Layout = {
  title: ["FirstName", "LastName"],
  subtitle: ["JobTitle", "Company", "ContactType"],
  facts: [
    { path: "TEL", label: "Phone" },
    { path: "Email", label: "Email" },
    { path: "budget" },
    { path: "preapproval.amount", label: "Preapproved for" },
    { path: "LeadSource", label: "Source" },
  ],
  phoneFacts: [0, 2, 4],
  groups: [
    {
      title: "About",
      left: ["FirstName", "LastName", "Email", "ContactType", "Company", "JobTitle", "SpousePartnerName"],
      right: ["LeadSource", "ReferredBy", "Language", "Anniversary", "Birthdate", "budget"],
      rare: ["Company", "JobTitle", "SpousePartnerName", "ReferredBy", "Anniversary", "Birthdate"],
    },
    {
      title: "Preapproval",
      left: ["preapproval.amount", "preapproval.lender"],
      right: ["preapproval.expires"],
      private: true,
    },
    {
      title: "Consent",
      left: ["consent.email", "consent.sms"],
      right: ["consent.call", "consent.doNotContact"],
    },
  ],
  labels: { "consent.email": "Emails" }, // beside the fact "Email"
  texts: ["briefing"],
  rows: [
    { field: "TEL", as: "plain" },
    { field: "ADR", as: "plain" },
  ],
};
