import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { wayTo } from "./way";

test("a figure leads to the field it is made of, a deadline to its date", () => {
  const escrow = typeNamed("escrow");
  expect(wayTo(escrow, "closeOfEscrowDate")).toMatchObject({ part: "details", pointer: "/closeOfEscrowDate" });
  expect(wayTo(escrow, "earnestMoneyDeposit.dueDate")?.pointer).toBe("/earnestMoneyDeposit/dueDate");
  expect(wayTo(escrow, "contingencies.loan")).toMatchObject({ part: "lists", pointer: "/contingencies/loan/dueDate" });
  expect(wayTo(escrow, "checklist")).toEqual({ part: "lists", private: false }); // there is no one field
});

test("what is private is told apart, and what is edited nowhere has no way", () => {
  expect(wayTo(typeNamed("client"), "preapproval.expires")?.private).toBe(true);
  expect(wayTo(typeNamed("client"), "TEL")).toBeUndefined(); // rows of their own, on the same part
  expect(wayTo(typeNamed("escrow"), "nothing.of.that.kind")).toBeUndefined();
});
