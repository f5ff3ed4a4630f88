import { expect, test } from "vitest";
import type { Column } from "./column";
import { columnsOf } from "./columns";
import { escrowType } from "./fixtures";
import { readTyped, typedOf } from "./typed";

const { all } = columnsOf(escrowType);
const column = (id: string) => all.get(id) as Column;
const today = "2026-12-01";

test.each([
  ["purchasePrice", "450k", "45000000", "450,000"],
  ["closeOfEscrowDate", "Dec 9", "2026-12-09", "Dec 9, 2026"],
  ["closeOfEscrowDate", "7 days ago", "today-7", "7 days ago"],
  ["closeOfEscrowDate", "in 30 days", "today+30", "in 30 days"],
  ["lastContactAt", "today", "today", "today"],
  ["checklist", "50%", "0.5", "50%"],
  ["propertyAddress", " Elm ", "Elm", "Elm"],
])("%s: %s is %s, and stands there again as %s", (id, typed, value, again) => {
  const read = readTyped(column(id), typed, today);
  expect(read).toMatchObject({ ok: true, value });
  expect(typedOf(column(id), value)).toBe(again);
  expect(readTyped(column(id), again, today)).toMatchObject({ ok: true, value });
});

test("what is no value is said", () => {
  for (const [id, typed] of [
    ["purchasePrice", "lots"],
    ["purchasePrice", ""],
    ["closeOfEscrowDate", "2026-02-30"],
    ["propertyAddress", " "],
  ] as const) {
    expect(readTyped(column(id), typed, today)).toMatchObject({ ok: false, problem: expect.any(String) });
  }
});
