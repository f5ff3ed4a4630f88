import { expect, test } from "vitest";
import type { ListedType } from "../column";
import { escrow, escrowType, now } from "../fixtures";
import { cardText, priceRange } from "./card";

const leadType: ListedType = {
  ...escrowType,
  name: "lead",
  status: "stage",
  fields: [{ name: "intent", kind: "enum", label: "Intent", options: ["buy"], optionLabels: { buy: "Buy" } }],
};
const at = Date.parse("2026-12-01T18:00:00Z");
const lead = (fields: Record<string, unknown>) => cardText(leadType, escrow(fields, { type: "lead" }), now, at);

test("a lead's card says what is wanted, where, and what is to be done next", () => {
  const fields = { intent: "buy", priceMin: 55_000_000, priceMax: 64_000_000, areas: ["Folsom", "Davis"], score: 91 };
  expect(lead(fields)).toEqual({ lines: ["Buy, $550k to $640k", "Folsom, Davis"], next: undefined, score: 91 });
  expect([priceRange(undefined, 48_000_000), priceRange(30_000_000, undefined), priceRange("x", null)]).toEqual([
    "to $480k",
    "from $300k",
    "",
  ]);
});

test.each([
  [{ stage: "new", assignedAt: "2026-12-01T17:58:00Z" }, "3 min left", "red"],
  [{ stage: "new", assignedAt: "2026-12-01T17:51:00Z" }, "9 min, no reply", "amber"],
  [{ stage: "new", assignedAt: "2026-11-29T17:00:00Z" }, "2 days, no reply", "amber"],
  [{ stage: "met", nextTaskAt: "2026-11-30T18:00:00Z" }, "Task 1 day late", "red"],
  [{ stage: "met", lastContactAt: "2026-11-20T18:00:00Z" }, "11 days quiet", "amber"],
  [{ stage: "met", lastContactAt: "2026-11-30T20:00:00Z" }, "Contact yesterday", "gray"],
  [{ stage: "met", source: "Website" }, "Website", "gray"],
])("%o: %s", (fields, text, tone) => {
  expect(lead(fields).next).toMatchObject({ text, tone });
});

test("an escrow's card has its price, its close and its next deadline", () => {
  const row = escrow({ purchasePrice: 61_500_000, closeOfEscrowDate: "2026-12-11" });
  expect(cardText(escrowType, row, now, at)).toEqual({
    lines: ["$615k", "Closes Dec 11, in 10 days"],
    next: { sign: "close", text: "Close of escrow,", end: " Dec 11", tone: "gray" },
  });
});
