import { expect, test } from "vitest";
import { explain } from "./refusal";
import type { Field } from "./schema";

const fields: Field[] = [
  { name: "openedDate", label: "Opening date", kind: "date" },
  { name: "purchasePrice", label: "Purchase price", kind: "money" },
];

test("a refusal names the field, the fault and what was written", () => {
  const refusal = { code: "invalid", message: "must be a date", field: "/openedDate", lost: { openedDate: "soon" } };
  expect(explain(refusal, fields)).toBe("Opening date must be a date. You wrote: “soon”");
});

test("money is shown as money, and another field by its name", () => {
  const refusal = { code: "forbidden", message: "not allowed", lost: { purchasePrice: "45000000" } };
  expect(explain(refusal, fields)).toBe("You may not change this. You wrote: Purchase price “$450,000”");
});

test("what is wrong within a map or an entry is named by its own label", () => {
  const within: Field[] = [
    {
      name: "deposit",
      label: "Deposit",
      kind: "map",
      fields: [{ name: "amount", label: "Amount", kind: "money" }],
    },
    {
      name: "splits",
      label: "Splits",
      kind: "list",
      item: { name: "", label: "Split", kind: "map", fields: [{ name: "pct", label: "Percent", kind: "number" }] },
    },
  ];
  const refusal = { code: "invalid", message: "must be at least 0" };
  expect(explain({ ...refusal, field: "/deposit/amount", lost: { deposit: "-500" } }, within)).toBe(
    "Deposit › Amount must be at least 0. You wrote: “-$5”",
  );
  expect(explain({ ...refusal, field: "/private/splits/s1/pct", lost: { splits: "-1" } }, within)).toBe(
    "Split › Percent must be at least 0. You wrote: “-1”",
  );
});
