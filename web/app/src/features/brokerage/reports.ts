import { type Answer, dollars } from "@roomkey/client";

/** A report as a table: its columns, and a line of cells for each item. */
export type ReportTable = { columns: string[]; lines: string[][] };

type Names = (id: string) => string;

type Reports = {
  pipeline: Answer<"get", "/reports/pipeline">;
  sources: Answer<"get", "/reports/sources">;
  responses: Answer<"get", "/reports/responses">;
  gci: Answer<"get", "/reports/gci">;
  forecast: Answer<"get", "/reports/forecast">;
};

export type ReportName = keyof Reports;

/** The reports, in the words of whoever reads them. */
export const reports: { name: ReportName; label: string; of: string }[] = [
  { name: "pipeline", label: "Pipeline", of: "What is under way, by status" },
  { name: "sources", label: "Source to close", of: "What became of the leads of the last twelve months, by source" },
  { name: "responses", label: "Response time", of: "How fast new leads had an answer, by agent" },
  { name: "gci", label: "GCI", of: "Gross commissions of the last twelve months, by month and agent" },
  { name: "forecast", label: "Forecast", of: "Gross commissions of the next twelve months, by month and agent" },
];

/** The table of a report. Money that the reader may not see is told by how many escrows it is of. */
export function tableOf<N extends ReportName>(name: N, report: Reports[N], nameOf: Names, status: Names): ReportTable {
  return tables[name](report, nameOf, status);
}

const count = (number: number) => number.toLocaleString("en-US");
const percent = (part: number, all: number) => (all === 0 ? "–" : `${Math.round((part / all) * 100)}%`);

const tables: { [N in ReportName]: (report: Reports[N], nameOf: Names, status: Names) => ReportTable } = {
  pipeline: ({ items }, _, status) => ({
    columns: ["Records", "Status", "Count", "Value"],
    lines: items.map((one) => [one.type, status(`${one.type}/${one.status}`), count(one.count), dollars(one.value)]),
  }),
  sources: ({ items }) => ({
    columns: ["Source", "Leads", "Contacted", "Appointments", "Clients", "Closed", "Lost", "Closed of all"],
    lines: items.map((one) => [
      one.source || "All others",
      ...[one.leads, one.contacted, one.appointments, one.clients, one.closed, one.lost].map(count),
      percent(one.closed, one.leads),
    ]),
  }),
  responses: ({ items }, nameOf) => ({
    columns: ["Agent", "Leads", "Answered", "Median", "Nine in ten within"],
    lines: items.map((one) => [
      nameOf(one.agent),
      count(one.leads),
      count(one.answered),
      lengthOf(one.medianSeconds),
      lengthOf(one.slowSeconds),
    ]),
  }),
  gci: earnings,
  forecast: earnings,
};

function earnings({ items }: Reports["gci"], nameOf: Names): ReportTable {
  return {
    columns: ["Month", "Agent", "Escrows", "Price", "GCI", "Net", "Not shown to you"],
    lines: items.map((one) => [
      one.month,
      nameOf(one.agent),
      count(one.count),
      dollars(one.price),
      dollars(one.gci),
      dollars(one.net),
      one.hidden > 0 ? `${one.hidden} of ${one.count}` : "",
    ]),
  };
}

/** Seconds in their largest unit. */
export function lengthOf(seconds: number | null): string {
  if (seconds === null) return "–";
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
