import { type Answer, dollars } from "@roomkey/client";

/**
 * A report as a table: its columns, and a line of cells for each item. Lines of one group follow one another, and what
 * begins a group has its sum. A share of the largest line, 0 to 1, is drawn as a bar.
 */
export type ReportTable = {
  columns: string[];
  lines: string[][];
  shares: number[];
  total?: string[];
  statuses?: { type: string; value: string }[]; // what the second cells of lines are the words of
};

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
  pipeline: ({ items }, _, status) => {
    const some = items.filter(({ count }) => count > 0);
    return {
      columns: ["Records", "Status", "Count", "Value"],
      lines: some.map((one, index) => [
        some[index - 1]?.type === one.type ? "" : status(one.type),
        status(`${one.type}/${one.status}`),
        count(one.count),
        dollars(one.value),
      ]),
      statuses: some.map(({ type, status }) => ({ type, value: status })),
      shares: some.map(
        (one) => one.count / Math.max(...some.map(({ type, count }) => (type === one.type ? count : 0))),
      ),
    };
  },
  sources: ({ items }) => ({
    columns: ["Source", "Leads", "Contacted", "Appointments", "Clients", "Closed", "Lost", "Closed of all"],
    lines: items.map((one) => [
      one.source || "All others",
      ...[one.leads, one.contacted, one.appointments, one.clients, one.closed, one.lost].map(count),
      percent(one.closed, one.leads),
    ]),
    shares: sharesOf(items.map(({ leads }) => leads)),
    total: [
      "All sources",
      ...(["leads", "contacted", "appointments", "clients", "closed", "lost"] as const).map((name) =>
        count(sum(items.map((one) => one[name]))),
      ),
      percent(sum(items.map(({ closed }) => closed)), sum(items.map(({ leads }) => leads))),
    ],
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
    shares: sharesOf(items.map(({ leads }) => leads)),
  }),
  gci: earnings,
  forecast: earnings,
};

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);

function sharesOf(numbers: number[]): number[] {
  const most = Math.max(...numbers, 1);
  return numbers.map((one) => one / most);
}

const month = new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric", timeZone: "UTC" });

function earnings({ items }: Reports["gci"], nameOf: Names): ReportTable {
  const hides = items.some(({ hidden }) => hidden > 0);
  const withHidden = (cells: string[], hidden: string) => (hides ? [...cells, hidden] : cells);
  return {
    columns: withHidden(["Month", "Agent", "Escrows", "Price", "GCI", "Net"], "Not shown to you"),
    lines: items.map((one, index) =>
      withHidden(
        [
          items[index - 1]?.month === one.month ? "" : month.format(new Date(`${one.month}-01T00:00:00Z`)),
          nameOf(one.agent),
          count(one.count),
          dollars(one.price),
          dollars(one.gci),
          dollars(one.net),
        ],
        one.hidden > 0 ? `${one.hidden} of ${one.count}` : "",
      ),
    ),
    shares: sharesOf(items.map(({ gci }) => gci)),
    total: withHidden(
      [
        "All months",
        "",
        count(sum(items.map((one) => one.count))),
        ...(["price", "gci", "net"] as const).map((name) => dollars(sum(items.map((one) => one[name])))),
      ],
      "",
    ),
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
