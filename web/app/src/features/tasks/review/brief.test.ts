import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { entriesInBrief } from "./brief";

const field = (name: string) => typeNamed("escrow").fields.find((one) => one.name === name);
const nameOf = () => undefined;
const brief = (name: string, value: unknown) => entriesInBrief(field(name), value, "2026-12-01", nameOf);

test("an entry is said by what it is and its day, or how it stands", () => {
  expect(
    brief("contingencies", [
      { id: "1", type: "investigation", status: "active", dueDate: "2026-12-18" },
      { id: "2", type: "saleOfBuyerProperty", status: "waived" },
    ]),
  ).toEqual(["Investigation, Dec 18", "Sale of buyer's property, waived"]);
  expect(brief("checklist", [{ id: "1", title: "Bind the insurance", due: "2027-01-02", status: "todo" }])).toEqual([
    "Bind the insurance, Jan 2, 2027",
  ]);
  expect(brief("parties", [{ contact: "Kerry Oduya", role: "Loan officer" }])).toEqual(["Kerry Oduya"]);
});

test("what is no list of maps has no entries", () => {
  expect(brief("purchasePrice", 3)).toBeUndefined();
  expect(brief("tags", ["a"])).toBeUndefined();
  expect(brief("checklist", "garbage")).toBeUndefined();
  expect(brief("checklist", [null, "x"])).toEqual(["", "x"]);
});
