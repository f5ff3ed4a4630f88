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
  { name: "pipeline", label: "Pipeline", of: "All records that are not archived, by status" },
  { name: "sources", label: "Source to close", of: "What became of the leads of the last twelve months, by source" },
  {
    name: "responses",
    label: "Response time",
    of: "How long new leads of the last twelve months waited for an answer, the slowest agent first",
  },
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
  responses: ({ items }, nameOf) => {
    const slowest = [...items].sort((a, b) => waited(b) - waited(a) || b.leads - b.answered - (a.leads - a.answered));
    return {
      columns: ["Agent", "Leads", "Answered", "Waiting", "Nine in ten within", "Median"],
      lines: slowest.map((one) => [
        nameOf(one.agent),
        count(one.leads),
        count(one.answered),
        count(one.leads - one.answered),
        lengthOf(one.slowSeconds),
        lengthOf(one.medianSeconds),
      ]),
      shares: sharesOf(slowest.map(({ medianSeconds }) => medianSeconds ?? 0)), // the figure beside the bar
    };
  },
  gci: earnings,
  forecast: earnings,
};

/** How slow an agent is; whoever has answered nobody is the slowest. */
const waited = ({ medianSeconds }: { medianSeconds: number | null }) => medianSeconds ?? Number.MAX_VALUE;

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);

function sharesOf(numbers: number[]): number[] {
  const most = Math.max(...numbers, 1);
  return numbers.map((one) => one / most);
}

const month = new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric", timeZone: "UTC" });

type Earned = Pick<Reports["gci"]["items"][number], "count" | "price" | "gci" | "net" | "hidden">;

/** Earnings by month and agent. A month of several agents begins with the sum of all. */
function earnings({ items }: Reports["gci"], nameOf: Names): ReportTable {
  const hides = items.some(({ hidden }) => hidden > 0);
  const figures = ({ count: number, price, gci, net, hidden }: Earned) => [
    count(number),
    ...[price, gci, net].map(dollars),
    ...(hides ? [hidden > 0 ? `${hidden} of ${number}` : ""] : []),
  ];
  const lines: { cells: string[]; gci: number }[] = [];
  for (const [at, one] of items.entries()) {
    const ofMonth = items.filter(({ month }) => month === one.month);
    const begins = items[at - 1]?.month !== one.month;
    const title = month.format(new Date(`${one.month}-01T00:00:00Z`));
    if (begins && ofMonth.length > 1) {
      const all = together(ofMonth);
      lines.push({ cells: [title, "All agents", ...figures(all)], gci: all.gci });
    }
    const cells = [ofMonth.length === 1 ? title : "", nameOf(one.agent), ...figures(one)];
    lines.push({ cells, gci: one.gci });
  }
  return {
    columns: ["Month", "Agent", "Escrows", "Price", "GCI", "Net", ...(hides ? ["Not shown to you"] : [])],
    lines: lines.map(({ cells }) => cells),
    shares: sharesOf(lines.map(({ gci }) => gci)),
    total: ["All months", "", ...figures({ ...together(items), hidden: 0 })],
  };
}

function together(items: Earned[]): Earned {
  const all = (name: keyof Earned) => sum(items.map((one) => one[name]));
  return { count: all("count"), price: all("price"), gci: all("gci"), net: all("net"), hidden: all("hidden") };
}

/** Seconds in their largest unit. */
export function lengthOf(seconds: number | null): string {
  if (seconds === null) return "–";
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
