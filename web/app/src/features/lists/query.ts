import type { Columns } from "./column";
import { type Filter, isValid, operators, valueCount } from "./filter";
import { mayGroup } from "./group";
import type { Sort } from "./sort";

/** How a list is drawn. */
export type Layout = "table" | "board";

/** What a list shows. Undefined columns are the type's usual ones. */
export type ListQuery = {
  filters: Filter[];
  sort: Sort[];
  group: string | undefined;
  columns: string[] | undefined;
  layout: Layout;
};

/**
 * A list's query as it is in the address and in saved views, each part absent where the view decides:
 * filter=status:any:open,contingent;closeOfEscrowDate:in:this-month and sort=-purchasePrice,side.
 */
export type QueryText = { filter?: string; sort?: string; group?: string; columns?: string; layout?: string };

/**
 * What an address of a list can hold besides: words to search for, the view, the record that is open beside it, and
 * how much a calendar shows around which day.
 */
export type ListSearch = QueryText & { q?: string; view?: string; peek?: string; show?: string; day?: string };

const names = ["q", "view", "peek", "show", "day", "filter", "sort", "group", "columns", "layout"] as const;

// Addresses come from anywhere: what is beyond these is left out.
const maxText = 4_000; // characters of one parameter
const maxFilters = 16;
const maxValues = 100;
const maxSorts = 5;

/** The parts of an address whose empty text is a choice: no filter, though the view has one. */
const emptied = new Set<string>(["filter", "sort", "group", "columns"]);

/** Takes an address's parameters, whatever they are. */
export function readSearch(search: Record<string, unknown>): ListSearch {
  const read: ListSearch = {};
  for (const name of names) {
    const value = search[name];
    const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
    if (text === undefined || text.length > maxText) continue;
    if (text !== "" || emptied.has(name)) read[name] = text;
  }
  return read;
}

/** The query that texts describe. What the type's columns do not allow is left out, never an error. */
export function readQuery(text: QueryText, { all }: Columns): ListQuery {
  const group = text.group ? all.get(text.group) : undefined;
  const columns = text.columns?.split(",").filter((id, index, ids) => all.has(id) && ids.indexOf(id) === index);
  return {
    filters: readFilters(text.filter ?? "").filter((filter) => isValid(filter, all.get(filter.column))),
    sort: readSort(text.sort ?? "").filter(({ column }) => all.has(column)),
    group: group && mayGroup(group) ? group.id : undefined,
    columns: columns?.length ? columns : undefined,
    layout: text.layout === "board" ? "board" : "table",
  };
}

/** A query as texts, all parts present, so that two queries are the same if their texts are. */
export function writeQuery(query: ListQuery): Required<QueryText> {
  return {
    filter: writeFilters(query.filters),
    sort: query.sort.map(({ column, desc }) => (desc ? `-${column}` : column)).join(","),
    group: query.group ?? "",
    columns: query.columns?.join(",") ?? "",
    layout: query.layout,
  };
}

/** The parts of a query that differ from a view's: what an address has to say beside the view. */
export function changedParts(query: Required<QueryText>, view: Required<QueryText>): QueryText {
  const changed: QueryText = {};
  for (const name of ["filter", "sort", "group", "columns", "layout"] as const) {
    if (query[name] !== view[name]) changed[name] = query[name];
  }
  return changed;
}

export function writeFilters(filters: Filter[]): string {
  return filters
    .map(({ column, op, values }) => [column, op, values.map(quoted).join(",")].filter(Boolean).join(":"))
    .join(";");
}

export function readFilters(text: string): Filter[] {
  const filters: Filter[] = [];
  for (const part of text.split(";").slice(0, maxFilters)) {
    const [column, op, values = "", ...more] = part.split(":");
    const known = operators.find((name) => name === op);
    if (!column || !known || more.length > 0) continue;
    const read = valueCount(known) === "none" ? [] : values.split(",").slice(0, maxValues).map(unquoted);
    filters.push({ column, op: known, values: read });
  }
  return filters;
}

function readSort(text: string): Sort[] {
  const sorts = text.split(",").filter(Boolean).slice(0, maxSorts);
  const read = sorts.map((part) => ({ column: part.replace(/^-/, ""), desc: part.startsWith("-") }));
  return read.filter(({ column }, index) => read.findIndex((other) => other.column === column) === index);
}

/** The characters that part a filter are written as %, as in an address. */
function quoted(value: string): string {
  return value.replace(/[%,;:]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unquoted(value: string): string {
  return value.replace(/%(25|2C|3B|3A)/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}
