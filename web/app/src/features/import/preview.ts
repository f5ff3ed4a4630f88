/** What csv-import puts out. Of a trial run there is a preview too. */
export type Report = {
  created: number;
  merged: number;
  skipped: { row: number; reason: string; record?: string; state?: string }[];
  errors: { row: number; field?: string; message: string }[];
  totals: { rows: number; created: number; merged: number; skipped: number; failed: number };
  ignored: string[];
  warnings?: string[];
  left?: Warning[];
  leftOut?: number;
  related?: { row: number; reason: string; record?: string; other?: number }[];
  encoding?: string;
  preview?: Preview;
};

/** What was left out of a row, or taken for something. */
export type Warning = { row: number; column?: string; text?: string; message: string };

/** A choice of a select. */
export type Choice = { value: string; label: string };

export type PreviewColumn = {
  column: number; // from 1
  name: string;
  samples: string[];
  target: string; // "": left out
  label?: string;
  confidence: "told" | "exact" | "known" | "likely" | "none";
  also?: boolean; // another column is closer to the field
  unmatched?: string[]; // values that are none of the field's options
  options?: Choice[];
};

export type PreviewRow = {
  row: number;
  outcome: Outcome;
  title: string;
  values: { field: string; label: string; value: unknown }[] | null;
  notes?: string[];
  warnings?: Warning[];
  problems?: { row: number; field?: string; message: string }[];
};

export type Outcome = "create" | "merge" | "skip" | "fail";

export type Duplicate = {
  row: number;
  title: string;
  by: string;
  kind: "same" | "related";
  outcome: Outcome;
  record?: string;
  name?: string;
  state?: string;
  other?: number;
};

export type Preview = {
  columns: PreviewColumn[];
  targets: Choice[];
  rows: PreviewRow[];
  duplicates: Duplicate[];
  separator: string;
  heading: number;
};

/** What somebody has decided about a file. */
export type Decisions = {
  mapping: Record<string, string>; // targets by number of column: "#3"
  values: Record<string, Record<string, string>>; // options by target and by the file's text
  dates: "" | "mdy" | "dmy";
  duplicates: "skip" | "merge" | "create";
  rows: Record<string, string>; // what happens to single duplicates
};

export const undecided: Decisions = { mapping: {}, values: {}, dates: "", duplicates: "skip", rows: {} };

/** The input of csv-import. */
export function inputOf(type: string, file: string, decided: Decisions): Record<string, unknown> {
  return { type, file, ...decided };
}

/** Reads the output of a task; undefined where it is none of an import's. */
export function reportOf(output: unknown): Report | undefined {
  const report = output as Partial<Report> | null;
  if (typeof report?.totals?.rows !== "number" || !Array.isArray(report.errors)) return undefined;
  return report as Report;
}

/** What stands beside a column: how sure its field is. */
export function sureness({ confidence, also, target, unmatched }: PreviewColumn): {
  tone: "green" | "amber" | "gray";
  label: string;
} {
  if (target === "") return { tone: "gray", label: "Left out" };
  if (unmatched && unmatched.length > 0) return { tone: "amber", label: `Match ${unmatched.length}` };
  if (also) return { tone: "amber", label: "Fills gaps" };
  if (confidence === "likely") return { tone: "amber", label: "Likely" };
  return { tone: "green", label: confidence === "told" ? "Chosen" : confidence === "exact" ? "Exact" : "Known" };
}

/** "9 of 11 columns matched." and what is to be done about the others. */
export function matched(columns: readonly PreviewColumn[]): { done: string; rest: string } {
  const found = columns.filter(({ target }) => target !== "").length;
  const unsure = columns.filter((column) => sureness(column).tone === "amber").length;
  const out = columns.length - found;
  const parts = [
    unsure > 0 && `${unsure === 1 ? "One needs" : `${unsure} need`} a look`,
    out > 0 && `${out === 1 ? "one is" : `${out} are`} left out`,
  ].filter((part): part is string => part !== false);
  const rest = parts.length > 0 ? `${parts.join(", ")}.` : "";
  return {
    done: `${found} of ${columns.length} columns matched.`,
    rest: rest.charAt(0).toUpperCase() + rest.slice(1),
  };
}

/** A value of a record as a line: money in dollars, lists with commas. */
export function shownValue(value: unknown, money: boolean): string {
  if (typeof value === "number") {
    return money
      ? (value / 100).toLocaleString("en-US", {
          style: "currency",
          currency: "USD",
          minimumFractionDigits: value % 100 === 0 ? 0 : 2,
        })
      : value.toLocaleString("en-US", { useGrouping: false });
  }
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (Array.isArray(value)) return value.map((item) => shownValue(item, money)).join(", ");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, inner]) => (name === "id" ? "" : shownValue(inner, money)))
      .filter(Boolean)
      .join(" ");
  }
  return String(value ?? "");
}

/** The rows that can't be imported as CSV, to be mended and tried again: their numbers and what is wrong. */
export function failedRows(report: Report): string {
  const lines = report.errors.map(({ row, message }) => `${row},"${message.replaceAll('"', '""')}"`);
  return ["Row,What is wrong", ...lines].join("\r\n");
}

/** Whether a file can be a table as text, by its name. */
export function isSpreadsheet(name: string): boolean {
  return /\.(xlsx?|xlsm|numbers|ods|pdf|zip)$/i.test(name);
}
