import { expect, test } from "vitest";
import {
  failedRows,
  inputOf,
  isSpreadsheet,
  matched,
  type PreviewColumn,
  reportOf,
  shownValue,
  sureness,
  undecided,
} from "./preview";

const column = (over: Partial<PreviewColumn>): PreviewColumn => ({
  column: 1,
  name: "Name",
  samples: [],
  target: "/name",
  confidence: "exact",
  ...over,
});

test("a column says how sure its field is", () => {
  expect(sureness(column({})).label).toBe("Exact");
  expect(sureness(column({ confidence: "told" })).label).toBe("Chosen");
  expect(sureness(column({ confidence: "known" })).label).toBe("Known");
  expect(sureness(column({ confidence: "likely" }))).toEqual({ tone: "amber", label: "Likely" });
  expect(sureness(column({ also: true }))).toEqual({ tone: "amber", label: "Fills gaps" });
  expect(sureness(column({ unmatched: ["soon", "later"] }))).toEqual({ tone: "amber", label: "Match 2" });
  expect(sureness(column({ target: "", confidence: "none" }))).toEqual({ tone: "gray", label: "Left out" });
});

test("the line above the columns counts them", () => {
  expect(matched([column({}), column({})])).toEqual({ done: "2 of 2 columns matched.", rest: "" });
  expect(matched([column({}), column({ confidence: "likely" }), column({ target: "" })])).toEqual({
    done: "2 of 3 columns matched.",
    rest: "One needs a look, one is left out.",
  });
  expect(matched([column({ target: "" }), column({ target: "" })]).rest).toBe("2 are left out.");
});

test("values are shown as people write them", () => {
  expect(shownValue(50_000_000, true)).toBe("$500,000");
  expect(shownValue(1999, false)).toBe("1999");
  expect(shownValue(["a", "b"], false)).toBe("a, b");
  expect(shownValue([{ id: "x", type: "cell", number: "805" }], false)).toBe("cell 805");
  expect(shownValue(false, false)).toBe("No");
});

test("an output of something else is no report", () => {
  expect(reportOf(null)).toBeUndefined();
  expect(reportOf({ created: 1 })).toBeUndefined();
  const report = { errors: [{ row: 3, message: 'is "x"' }], totals: { rows: 1 } };
  expect(reportOf(report)).toBe(report);
  expect(failedRows(report as never)).toBe('Row,What is wrong\r\n3,"is ""x"""');
});

test("the input holds what was decided", () => {
  expect(inputOf("lead", "f", { ...undecided, mapping: { "#2": "/email" } })).toMatchObject({
    type: "lead",
    file: "f",
    duplicates: "skip",
    mapping: { "#2": "/email" },
  });
  expect(isSpreadsheet("a.XLSX") && !isSpreadsheet("a.csv")).toBe(true);
});
