/** What values a field takes: the part of the schema's fields (GET /schema) that is read here. */
export type ValueField = {
  name: string;
  label: string;
  kind: "text" | "string" | "enum" | "money" | "number" | "date" | "time" | "bool" | "ref" | "list" | "map";
  required?: boolean | undefined;
  long?: boolean | undefined;
  private?: boolean | undefined;
  derived?: boolean | undefined;
  options?: string[] | null | undefined;
  optionLabels?: Record<string, string> | null | undefined;
  min?: number | null | undefined;
  max?: number | null | undefined;
  whole?: boolean | undefined;
  format?: string | undefined;
  pattern?: string | undefined;
  hint?: string | undefined;
  earliest?: string | undefined;
  latest?: string | undefined;
  past?: boolean | undefined;
  item?: ValueField | null | undefined;
  fields?: ValueField[] | null | undefined;
};

/** A rule across two fields: what low holds is not above what high holds, and not equal to it where they are apart. */
export type ValueRule = {
  low: string; // JSON Pointers; "/private/…" for private fields
  high: string;
  apart?: boolean | undefined;
  below: string; // what is said at low: "must be before it ends"
  above: string; // … and at high
};

/** The part of a record type that rules read. */
export type ValueType = {
  fields: ValueField[];
  requireOne?: string[][] | null | undefined;
  rules?: ValueRule[] | null | undefined;
};
