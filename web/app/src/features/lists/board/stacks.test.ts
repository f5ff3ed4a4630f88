import type { Field } from "@roomkey/client";
import { expect, test } from "vitest";
import { columnsOf } from "../columns";
import { escrow, escrowType, now } from "../fixtures";
import { boardFilters, hasBoard, stacksOf } from "./stacks";

const field = escrowType.fields.find(({ name }) => name === "status") as Field;
const price = columnsOf(escrowType).all.get("purchasePrice");

test("a board has a column with sums for each status that the filter lets through, and rails aside", () => {
  const rows = [
    escrow({ status: "open", purchasePrice: 100 }),
    escrow({ status: "open", purchasePrice: 50 }),
    escrow({ status: "cancelled" }),
    escrow({ status: "closed" }),
  ];
  const filters = [
    { column: "status", op: "any" as const, values: ["open", "contingent", "cancelled"] },
    { column: "owner", op: "any" as const, values: ["me"] },
  ];
  const { columns, aside } = stacksOf("escrow", field, rows, filters, price, now);
  expect(columns.map(({ label, rows, totals }) => [label, rows.length, totals.purchasePrice])).toEqual([
    ["Open", 2, 150],
    ["Contingent", 0, undefined],
  ]);
  expect(aside.map(({ value, rows }) => [value, rows.length])).toEqual([
    ["draft", 0],
    ["clear_to_close", 0],
    ["closed", 1],
    ["cancelled", 1],
  ]);
  expect(boardFilters(filters, "status")).toEqual([filters[1]]);
  expect([hasBoard("lead"), hasBoard("client")]).toEqual([true, false]);
});
