import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { differences } from "./differences";

const escrow = typeNamed("escrow");

test("what was otherwise is told, in the order of the schema, without notes and numbers of the server", () => {
  const then = { purchasePrice: 1, side: "buyer", notes: [{ id: "a" }], escrowNumber: "X", tags: [] };
  const now = { purchasePrice: 2, side: "buyer", notes: [], checklist: [{ id: "c" }] };
  expect(differences(escrow, then, now, false).map(({ field }) => field.name)).toEqual(["purchasePrice", "checklist"]);
});

test("each half has its own", () => {
  expect(differences(escrow, { loanAmount: 1 }, { loanAmount: 2 }, false)).toEqual([]);
  expect(differences(escrow, { loanAmount: 1 }, { loanAmount: 2 }, true)).toMatchObject([{ was: 1, now: 2 }]);
});
