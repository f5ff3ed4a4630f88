import { expect, test } from "vitest";
import { checklistOf } from "./checklist";
import { contingenciesOf, deadlinesOf, nextDeadline, urgent } from "./deadlines";
import { span } from "./span";
import { typeNamed } from "./testSchema";

const today = "2026-12-01";

const fields = {
  status: "contingent",
  acceptanceDate: "2026-11-14",
  closeOfEscrowDate: "2026-12-11",
  finalWalkThroughDate: "2026-12-09",
  earnestMoneyDeposit: { amount: 1_845_000, dueDate: "2026-11-17", receivedDate: "2026-11-16" },
  contingencies: [
    { id: "t", type: "title", dueDate: "2026-11-27", status: "removed" },
    { id: "l", type: "loan", dueDate: "2026-12-05", status: "active" },
    { id: "i", type: "investigation", dueDate: "2026-12-01", status: "active" },
  ],
  checklist: [
    { id: "a", status: "done", due: "2026-11-20" },
    { id: "b", status: "todo", title: "Bind the insurance", due: "2026-12-03" },
    { id: "c", status: "na", due: "2026-11-20" },
  ],
};

test("the open contingencies come first, by their dates", () => {
  const rows = contingenciesOf(fields, today);
  expect(rows.map(({ label }) => label)).toEqual(["Investigation", "Loan", "Title"]);
  expect(rows[0]).toMatchObject({ left: { text: "today", urgency: "amber" }, over: 1 });
  expect(rows[2]?.left).toBeUndefined();
});

test("deadlines leave out what is done, and all of what is over", () => {
  const escrow = { type: "escrow", fields };
  const deadlines = deadlinesOf(escrow, today);
  expect(deadlines.map(({ label }) => label)).toEqual([
    "Investigation",
    "Bind the insurance",
    "Loan",
    "Final walk-through",
    "Close of escrow",
  ]);
  expect(nextDeadline(escrow, today)).toEqual(deadlines[0]);
  expect(urgent(deadlines, today)?.kind).toBe("investigation");
  expect(deadlinesOf({ type: "escrow", fields: { ...fields, status: "closed" } }, today)).toEqual([]);
  const met = { ...fields, contingencies: [], checklist: [], actualCloseDate: "2026-12-01" };
  expect(deadlinesOf({ type: "escrow", fields: met }, "2026-12-10")).toEqual([]); // the walk-through was yesterday
  const listing = { StandardStatus: "Active", ExpirationDate: "2027-02-28" };
  expect(deadlinesOf({ type: "listing", fields: listing }, today)).toMatchObject([{ label: "Listing expires" }]);
  expect(deadlinesOf({ type: "listing", fields: { ...listing, StandardStatus: "Closed" } }, today)).toEqual([]);
});

test("a private deadline is told to those who may read it", () => {
  const secret = { preapproval: { expires: "2026-12-20" } };
  expect(deadlinesOf({ type: "client", fields: {}, private: secret }, today)).toMatchObject([{ day: "2026-12-20" }]);
  expect(deadlinesOf({ type: "client", fields: secret }, today)).toEqual([]);
});

test("contingencies are called as the schema calls them", () => {
  const list = typeNamed("escrow").fields.find(({ name }) => name === "contingencies");
  const kinds = list?.item?.fields?.find(({ name }) => name === "type");
  for (const type of kinds?.options ?? []) {
    const [row] = contingenciesOf({ contingencies: [{ id: "1", type }] }, today);
    expect(row).toMatchObject({ kind: type, label: kinds?.optionLabels?.[type] ?? type });
  }
  const [unknown] = contingenciesOf({ contingencies: [{ id: "1", type: "constructor" }] }, today);
  expect(unknown?.kind).toBe("contingency");
});

test("garbage in a document is no error", () => {
  const garbage = { contingencies: "none", checklist: 3, closeOfEscrowDate: "soon", earnestMoneyDeposit: null };
  expect(contingenciesOf(garbage, today)).toEqual([]);
  expect(deadlinesOf({ type: "escrow", fields: garbage }, today)).toEqual([]);
  expect(contingenciesOf({ contingencies: [null, 3] }, today)).toEqual([]);
  expect(checklistOf("x")).toEqual({ done: 0, all: 0 });
});

test("a length of time is told in its largest unit", () => {
  expect([span(-1), span(59 * 60_000), span(3 * 3_600_000), span(72 * 3_600_000)]).toEqual([
    "0 min",
    "59 min",
    "3 h",
    "3 days",
  ]);
});
