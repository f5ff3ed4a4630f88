import type { SavedView } from "@roomkey/client";
import { type QueryText, readSearch } from "./query";

/** A list that somebody has named: the app's own, one's own or a colleague's. */
export type View = {
  id: string; // of the app's own: a word; of saved ones: what the server gave
  type: string; // the records' type
  name: string;
  query: QueryText;
  archived?: true; // it is of archived records alone
  saved?: SavedView; // absent for the app's own
};

const openEscrows = "status:any:draft,open,contingent,clear_to_close";
const activeLeads = "stage:any:new,attempted,contacted,appointment_set,met,active_client,under_contract";

/** The views that everybody starts with; the first of a type is what its list opens with. */
const builtIn: Record<string, [id: string, name: string, query: QueryText][]> = {
  escrow: [
    ["open", "All open", { filter: openEscrows, sort: "closeOfEscrowDate", group: "status" }],
    [
      "closing",
      "Closing this month",
      { filter: `${openEscrows};closeOfEscrowDate:in:this-month`, sort: "closeOfEscrowDate", group: "status" },
    ],
    ["mine", "Mine", { filter: `owner:any:me;${openEscrows}`, sort: "closeOfEscrowDate", group: "status" }],
    ["late", "Late deadlines", { filter: `${openEscrows};nextDeadline:in:past`, sort: "nextDeadline" }],
    ["all", "All", { sort: "-updatedAt" }],
  ],
  listing: [
    ["active", "Active", { filter: "StandardStatus:any:Active,Coming Soon", sort: "-updatedAt" }],
    ["contract", "Under contract", { filter: "StandardStatus:any:Active Under Contract,Pending", sort: "-updatedAt" }],
    ["mine", "Mine", { filter: "owner:any:me", sort: "-updatedAt" }],
    ["expiring", "Expiring soon", { filter: "ExpirationDate:in:next-30", sort: "ExpirationDate" }],
    ["all", "All", { sort: "-updatedAt" }],
  ],
  client: [
    ["all", "All", { sort: "-updatedAt" }],
    ["mine", "Mine", { filter: "owner:any:me", sort: "-updatedAt" }],
    ["buyers", "Buyers", { filter: "ContactType:any:Buyer;ContactStatus:any:Active", sort: "title" }],
    ["sellers", "Sellers", { filter: "ContactType:any:Seller;ContactStatus:any:Active", sort: "title" }],
  ],
  lead: [
    ["pipeline", "Active pipeline", { filter: activeLeads, sort: "-score", layout: "board" }],
    ["all", "All", { sort: "-score" }],
    ["new", "New internet leads", { filter: "stage:any:new;source:any:Website,Zillow", sort: "-assignedAt" }],
    [
      "quiet",
      "No contact for 7 days",
      { filter: `${activeLeads};lastContactAt:before:today-7`, sort: "lastContactAt" },
    ],
    ["mine", "Mine", { filter: `owner:any:me;${activeLeads}`, sort: "-score" }],
    ["over", "Closed and trash", { filter: "stage:any:closed,past_client,lost,trash", sort: "-updatedAt" }],
  ],
  appointment: [
    ["upcoming", "Upcoming", { filter: "DTSTART:after:today-1", sort: "DTSTART", group: "DTSTART" }],
    ["mine", "Mine", { filter: "owner:any:me", sort: "-DTSTART" }],
    ["open", "No outcome yet", { filter: "DTSTART:in:past;outcome:any:pending", sort: "-DTSTART" }],
    ["all", "All", { sort: "-DTSTART" }],
  ],
};

/** The app's own views of a type. The last is of what is archived, and in no other. */
export function builtInViews(type: string): View[] {
  const own = builtIn[type] ?? [["all", "All", { sort: "-updatedAt" }]];
  const views: View[] = own.map(([id, name, query]) => ({ id, type, name, query }));
  return [...views, { id: "archived", type, name: "Archived", query: { sort: "-updatedAt" }, archived: true }];
}

/** A saved view as lists show it: of its query only what is one. */
export function viewOf(saved: SavedView): View {
  const {
    q: _q,
    view: _view,
    peek: _peek,
    show: _show,
    day: _day,
    ...query
  } = readSearch(saved.query as Record<string, unknown>);
  return { id: saved.id, type: saved.type, name: saved.name, query, saved };
}

/** The view that an address names, else the first: a view that was deleted leaves a list that works. */
export function chosenView(views: View[], id: string | undefined): View {
  const first = views[0];
  if (!first) throw new Error("a list has no view");
  return views.find((view) => view.id === id) ?? first;
}

/** What is open of a view: its query with the parts that an address changes. */
export function queryOf(view: View, changed: QueryText): QueryText {
  const query: QueryText = { ...view.query };
  for (const name of ["filter", "sort", "group", "columns", "layout"] as const) {
    if (changed[name] !== undefined) query[name] = changed[name];
  }
  return query;
}
