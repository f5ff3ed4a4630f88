import type { Row } from "@roomkey/client";
import { expect, test } from "vitest";
import { unanswered } from "../../trade/leads";
import { appointmentsOn, dueSoon } from "./agenda";
import { closingIn, commissionByMonth, firstResponse, forecast, pipelineOf, responseByWeek } from "./figures";

let count = 0;

function row(type: string, fields: Record<string, unknown>, gci?: number): Row {
  count++;
  const secret = gci === undefined ? {} : { private: { commission: { gci } } };
  return { id: String(count), type, fields, createdAt: "2026-12-01T08:00:00Z", ...secret } as unknown as Row;
}

const today = "2026-12-01";
const rows = [
  row("escrow", { status: "open", purchasePrice: 100, closeOfEscrowDate: "2027-01-15" }, 3),
  row("escrow", { status: "contingent", purchasePrice: 200, closeOfEscrowDate: "2026-12-20" }, 6),
  row("escrow", { status: "clear_to_close", purchasePrice: 400, closeOfEscrowDate: "2026-12-04" }),
  row(
    "escrow",
    { status: "closed", purchasePrice: 800, closeOfEscrowDate: "2026-12-04", actualCloseDate: "2026-11-30" },
    24,
  ),
  row("escrow", { status: "cancelled", purchasePrice: 1600, closeOfEscrowDate: "2026-12-05" }, 48),
  row("listing", { StandardStatus: "Active", ListPrice: 3200 }),
];

test("the pipeline is what is open", () => {
  expect(pipelineOf(rows)).toEqual({
    total: 700,
    by: [
      { status: "open", count: 1, sum: 100 },
      { status: "contingent", count: 1, sum: 200 },
      { status: "clear_to_close", count: 1, sum: 400 },
    ],
  });
});

test("a month's closings are by the day on which they closed, where they have", () => {
  expect(closingIn(rows, today)).toEqual({ sum: 600, count: 2, ready: 1 });
  expect(closingIn(rows, "2026-11-15")).toEqual({ sum: 800, count: 1, ready: 1 });
});

test("commissions are those that the user may read, by month and by how sure they are", () => {
  expect(commissionByMonth(rows, today, 1, 1)).toEqual([
    { month: "2026-11-01", closed: 24, clear: 0, open: 0, total: 24 },
    { month: "2026-12-01", closed: 0, clear: 0, open: 6, total: 6 },
    { month: "2027-01-01", closed: 0, clear: 0, open: 3, total: 3 },
  ]);
  expect(forecast(rows, today)).toEqual({ sum: 30, closed: 24, told: 2, count: 3 });
});

test("deadlines are late, or within the week by day", () => {
  const escrow = row("escrow", {
    status: "contingent",
    closeOfEscrowDate: "2026-12-04",
    contingencies: [
      { type: "HOA", status: "active", dueDate: "2026-11-28" },
      { type: "loan", status: "active", dueDate: "2026-11-30" },
      { type: "appraisal", status: "removed", dueDate: "2026-11-29" },
      { type: "investigation", status: "active", dueDate: "2026-12-01" },
      { type: "title", status: "active", dueDate: "2026-12-20" },
    ],
  });
  expect(dueSoon([escrow], today, 7).map(({ day, due }) => [day, due.map(({ label }) => label)])).toEqual([
    ["late", ["Loan", "HOA"]],
    ["2026-12-01", ["Investigation"]],
    ["2026-12-04", ["Close of escrow"]],
  ]);
});

test("today's appointments are those of today where the user is", () => {
  const list = [
    row("appointment", { SUMMARY: "late", DTSTART: "2026-12-02T02:00:00Z" }),
    row("appointment", { SUMMARY: "early", DTSTART: "2026-12-01T17:00:00Z" }),
    row("appointment", { SUMMARY: "off", DTSTART: "2026-12-01T18:00:00Z", STATUS: "CANCELLED" }),
    row("appointment", { SUMMARY: "tomorrow", DTSTART: "2026-12-02T17:00:00Z" }),
    row("appointment", { SUMMARY: "never", DTSTART: "soon" }),
  ];
  expect(appointmentsOn(list, today, "America/Los_Angeles").map(({ row }) => row.fields.SUMMARY)).toEqual([
    "early",
    "late",
  ]);
});

test("an appointment that repeats is on each of its days, at its hour", () => {
  const weekly = row("appointment", {
    SUMMARY: "weekly",
    DTSTART: "2026-10-06T17:00:00Z", // 10 AM, before the clocks went back
    TZID: "America/Los_Angeles",
    RRULE: "FREQ=WEEKLY;BYDAY=TU",
  });
  const found = appointmentsOn([weekly], today, "America/Los_Angeles");
  expect(found.map(({ at }) => new Date(at).toISOString())).toEqual(["2026-12-01T18:00:00.000Z"]);
  expect(appointmentsOn([weekly], "2026-12-02", "America/Los_Angeles")).toEqual([]);
});

test("leads wait from when they were assigned, and the median of the waits is told", () => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 11, 1, 8, minutes)).toISOString();
  const leads = [
    row("lead", { stage: "new", assignedAt: at(9) }),
    row("lead", { stage: "new", assignedAt: at(5) }),
    row("lead", { stage: "contacted", assignedAt: at(0), firstResponseAt: at(4) }),
    row("lead", { stage: "contacted", assignedAt: at(0), firstResponseAt: at(10) }),
    row("lead", { stage: "contacted", firstResponseAt: at(1) }),
  ];
  expect(unanswered(leads).map(({ id }) => id)).toEqual([leads[1]?.id, leads[0]?.id]);
  expect(firstResponse(leads)).toBe(7 * 60_000);
  expect(firstResponse([])).toBeUndefined();
});

test("first responses are told by the week in which their leads were assigned", () => {
  const at = (day: number, minutes: number) => new Date(Date.UTC(2026, 10, day, 8, minutes)).toISOString();
  const leads = [
    row("lead", { assignedAt: at(11, 0), firstResponseAt: at(11, 9) }),
    row("lead", { assignedAt: at(29, 0), firstResponseAt: at(29, 4) }),
    row("lead", { assignedAt: at(30, 0), firstResponseAt: at(30, 6) }),
    row("lead", { assignedAt: at(30, 0) }),
  ];
  expect(responseByWeek(leads, Date.UTC(2026, 11, 1, 8), 3)).toEqual([9 * 60_000, undefined, 5 * 60_000]);
});
