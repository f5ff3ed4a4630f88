import type { Layout } from "./layout";

export const escrowLayout: Layout = {
  title: ["propertyAddress"],
  subtitle: ["propertyAddress", "escrowNumber", "side"],
  copied: "escrowNumber",
  facts: [
    { path: "purchasePrice" },
    { path: "closeOfEscrowDate", label: "Close of escrow" },
    { computed: "daysLeft", label: "Days left" },
    { path: "earnestMoneyDeposit.amount", label: "Deposit" },
    { computed: "checklist", label: "Checklist" },
    { computed: "gci", label: "GCI" },
  ],
  phoneFacts: [0, 1, 4],
  groups: [
    {
      title: "Terms",
      left: ["purchasePrice", "financing", "transactionType", "loanAmount", "downPayment", "side"],
      right: [
        "acceptanceDate",
        "openedDate",
        "finalWalkThroughDate",
        "closeOfEscrowDate",
        "actualCloseDate",
        "possessionDate",
      ],
      rare: ["actualCloseDate"],
    },
    {
      title: "Deposit",
      left: ["earnestMoneyDeposit.amount", "earnestMoneyDeposit.holder"],
      right: ["earnestMoneyDeposit.dueDate", "earnestMoneyDeposit.receivedDate"],
      rare: ["earnestMoneyDeposit.holder"],
    },
    {
      title: "Property",
      left: ["propertyAddress", "cancelReason"],
      right: ["listing"],
      rare: ["cancelReason"],
    },
  ],
  texts: ["briefing"],
  rows: [
    { field: "contingencies", as: "contingencies" },
    { field: "checklist", as: "checklist" },
    { field: "parties", as: "plain" },
  ],
  commission: true,
  labels: {
    acceptanceDate: "Acceptance",
    openedDate: "Opened",
    finalWalkThroughDate: "Final walk-through",
    closeOfEscrowDate: "Close of escrow",
    actualCloseDate: "Closed",
    possessionDate: "Possession",
    "earnestMoneyDeposit.dueDate": "Due",
    "earnestMoneyDeposit.receivedDate": "Received",
  },
};
