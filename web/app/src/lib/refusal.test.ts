import { expect, test } from "vitest";
import { explain } from "./refusal";
import type { Field } from "./schema";

const fields: Field[] = [
  { name: "openedDate", kind: "date" },
  { name: "purchasePrice", kind: "money" },
];

test("a refusal names the field, the fault and what was written", () => {
  const refusal = { code: "invalid", message: "must be a date", field: "/openedDate", lost: { openedDate: "soon" } };
  expect(explain(refusal, fields)).toBe("Opened date must be a date. You wrote: “soon”");
});

test("money is shown as money, and another field by its name", () => {
  const refusal = { code: "forbidden", message: "not allowed", lost: { purchasePrice: "45000000" } };
  expect(explain(refusal, fields)).toBe("You may not change this. You wrote: Purchase price “$450,000”");
});
