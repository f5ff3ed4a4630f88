/** Names from a record's root to a field, with dots between them: "earnestMoneyDeposit.amount". */
export type Path = string;

/** What is computed for a fact, rather than kept in a field. */
export type Computed =
  | "daysLeft"
  | "checklist"
  | "gci"
  | "perSquareFoot"
  | "onMarket"
  | "priceRange"
  | "firstResponse"
  | "where"
  | "when";

/** One of the figures below the header: a field, or what is computed of several. */
export type Fact = { path: Path; label?: string } | { computed: Computed; label: string };

/** Fields that belong together, in two columns. Those that are rare are folded away where they are empty. */
export type Group = {
  title: string;
  left: Path[];
  right: Path[];
  rare?: Path[];
  private?: boolean; // all of it is for the owner and the brokers alone
};

/** A list of maps, drawn as rows: how, and what its rows are called. */
export type Rows = { field: string; as: "contingencies" | "checklist" | "photos" | "plain" };

/** Where each field of a type of records stands on its page. */
export type Layout = {
  title: Path[]; // joined by spaces
  subtitle: Path[]; // parts with points between them
  copied?: Path; // the part of the subtitle that is an identifier, with a button that copies it
  amount?: Path; // the figure on the right of the header, in place of the owner
  facts: Fact[];
  phoneFacts: readonly number[]; // those of facts that a phone shows, three at most, by index
  groups: Group[];
  texts: Path[]; // collaborative texts, each a section
  firstText?: Path; // the one of them that stands before the fields
  rows: Rows[];
  commission?: boolean;
  labels?: Readonly<Record<Path, string>>; // in place of the schema's, where the page makes another one clear
};
