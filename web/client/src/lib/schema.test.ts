import { expect, test } from "vitest";
import { dollars, optionLabel, withLabels } from "./schema";

test("amounts are shown in dollars", () => {
  expect(dollars(12_345_600)).toBe("$123,456");
});

test("options read as the schema says them, else as they are written", () => {
  const status = { optionLabels: { clear_to_close: "Clear to close", na: "Not applicable" } };
  expect(optionLabel(status, "clear_to_close")).toBe("Clear to close");
  expect(optionLabel(status, "na")).toBe("Not applicable");
  expect(optionLabel(status, "FHA")).toBe("FHA");
  expect(optionLabel(undefined, "Active Under Contract")).toBe("Active Under Contract");
});

test("what an earlier server's schema has no label for goes by its name", () => {
  const fields = [{ name: "stage", label: "Stage" }, { name: "x" }];
  const read = withLabels({ types: [{ name: "lead", plural: "leads", fields }] });
  const labelled = { label: "lead", labels: "leads", fields: [{ label: "Stage" }, { label: "x" }] };
  expect(read).toMatchObject({ types: [labelled] });
});
