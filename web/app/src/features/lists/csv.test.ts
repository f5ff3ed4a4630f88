import { expect, test } from "vitest";
import { columnsOf } from "./columns";
import { csvOf, harmless } from "./csv";
import { escrow, escrowType, nameOf, now } from "./fixtures";

test("what is shown as CSV: quoted, in dollars, and no formula", () => {
  const { all } = columnsOf(escrowType);
  const columns = ["propertyAddress", "status", "purchasePrice", "lastContactAt", "owner", "tags"].flatMap(
    (id) => all.get(id) ?? [],
  );
  const rows = [
    escrow({
      propertyAddress: '1 "A" St, Davis',
      status: "clear_to_close",
      purchasePrice: 45_000_050,
      lastContactAt: "2026-12-02T05:30:00Z",
      tags: ["=1+1", "b"],
    }),
    escrow({ status: undefined }, { owner: "gone" }),
  ];
  expect(csvOf(rows, columns, now, nameOf)).toBe(
    "\ufeffProperty address,Status,Purchase price,Last contact,Owner,Tags\r\n" +
      `"1 ""A"" St, Davis",Clear to close,450000.50,2026-12-01 21:30,Ana Agent,'=1+1; b\r\n,,,,,\r\n`,
  );
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\u00a0=1", "\uff1d1"]) {
    expect(harmless(text)).toBe(`'${text}`);
  }
  expect(harmless("1 Elm St")).toBe("1 Elm St");
});
