import { appointmentLayout } from "./appointment";
import { clientLayout } from "./client";
import { escrowLayout } from "./escrow";
import type { Layout } from "./layout";
import { leadLayout } from "./lead";
import { listingLayout } from "./listing";

const layouts: Readonly<Record<string, Layout>> = {
  escrow: escrowLayout,
  listing: listingLayout,
  client: clientLayout,
  lead: leadLayout,
  appointment: appointmentLayout,
};

/** A type that this version of the app does not know has all its fields in one group. */
const unknown: Layout = {
  title: [],
  subtitle: [],
  facts: [],
  phoneFacts: [0, 0, 0],
  groups: [],
  texts: ["briefing"],
  rows: [],
};

/** The layout of a type of records, by its name. */
export function layoutOf(type: string): Layout {
  return layouts[type] ?? unknown;
}
