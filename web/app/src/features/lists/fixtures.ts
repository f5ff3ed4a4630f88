import type { Row } from "@roomkey/client";
import type { ListedType, Now } from "./column";

/** An escrow as the schema has it, in small: for tests. */
export const escrowType: ListedType = {
  name: "escrow",
  plural: "escrows",
  label: "Escrow",
  labels: "Escrows",
  title: ["propertyAddress", "escrowNumber"],
  status: "status",
  fields: [
    { name: "escrowNumber", kind: "string", label: "Escrow number" },
    {
      name: "status",
      kind: "enum",
      label: "Status",
      options: ["draft", "open", "contingent", "clear_to_close", "closed", "cancelled"],
      optionLabels: { open: "Open", contingent: "Contingent", clear_to_close: "Clear to close" },
      moves: { open: ["contingent", "cancelled"], contingent: ["clear_to_close", "cancelled"], closed: [] },
    },
    { name: "propertyAddress", kind: "string", label: "Property address" },
    { name: "purchasePrice", kind: "money", label: "Purchase price" },
    { name: "closeOfEscrowDate", kind: "date", label: "Close of escrow date" },
    { name: "listing", kind: "ref", label: "Listing", ref: "listing" },
    {
      name: "earnestMoneyDeposit",
      kind: "map",
      label: "Earnest money deposit",
      fields: [
        { name: "amount", kind: "money", label: "Amount" },
        { name: "dueDate", kind: "date", label: "Due date" },
      ],
    },
    {
      name: "contingencies",
      kind: "list",
      label: "Contingencies",
      item: { name: "", kind: "map", label: "Contingency", fields: [] },
    },
    {
      name: "commission",
      kind: "map",
      label: "Commission",
      private: true,
      fields: [{ name: "gci", kind: "money", label: "Gross commission", derived: true }],
    },
    { name: "lastContactAt", kind: "time", label: "Last contact" },
    { name: "tags", kind: "list", label: "Tags", item: { name: "", kind: "string", label: "Tag" } },
    { name: "briefing", kind: "text", label: "Shared notes" },
  ],
};

export const now: Now = { today: "2026-12-01", zone: "America/Los_Angeles", me: "ana" };

const people: Record<string, string> = { ana: "Ana Agent", abe: "Abe Agent" };

export const nameOf = (id: string): string | undefined => people[id];

let made = 0;

/** An escrow; each gets an id of its own. */
export function escrow(fields: Record<string, unknown>, rest: Partial<Row> = {}): Row {
  made++;
  return {
    id: `id-${String(made).padStart(6, "0")}`,
    type: "escrow",
    documentId: "",
    owner: "ana",
    team: "team",
    visibility: "team",
    heads: [],
    fields: { status: "open", ...fields },
    conflicts: {},
    flags: [],
    createdAt: "2026-11-01T00:00:00Z",
    updatedAt: "2026-11-01T00:00:00Z",
    archivedAt: null,
    deletedAt: null,
    ...rest,
  };
}
