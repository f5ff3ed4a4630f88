import type { Proposal, Row } from "@roomkey/client";
import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { chosenOf, countWords, linesOf, neededIn, overtakenIn } from "./lines";
import { keyOf } from "./review";

function proposal(record: string, more: Partial<Proposal> = {}): Proposal {
  return {
    record,
    type: "lead",
    new: false,
    step: "score",
    changes: { "/score": [40, 80], "/stage": ["new", "contacted"] },
    status: "pending",
    decisions: {},
    ...more,
  };
}

const key = (record: string, pointer: string) => keyOf({ record, pointer });
const sure = () => false;
const types = [typeNamed("lead"), typeNamed("escrow")];

test("a record stands above its changes, and has the keys of those that wait", () => {
  const lines = linesOf([proposal("a", { decisions: { "/score": "accepted" } }), proposal("b")], types);
  // Fields stand as in the schema, however the server sorts them.
  expect(lines.map(({ id }) => id)).toEqual(["0", "0/stage", "0/score", "1", "1/stage", "1/score"]);
  expect(lines[0]).toMatchObject({ keys: [key("a", "/stage")], count: 2 });
});

test("all is chosen but guesses, what people have changed, and what was left before; a mark decides", () => {
  const left = proposal("a", { reasons: { "/stage": "it has been changed" } });
  const lines = linesOf([left, proposal("b", { decisions: { "/score": "rejected" } })], types);
  expect([...chosenOf(lines, new Map(), sure)]).toEqual([key("a", "/score"), key("b", "/stage")]);
  expect([...chosenOf(lines, new Map(), (one) => one === key("a", "/score"))]).toEqual([key("b", "/stage")]);
  const marks = new Map([
    [key("a", "/stage"), true],
    [key("b", "/stage"), false],
  ]);
  expect([...chosenOf(lines, marks, sure)]).toEqual([key("a", "/stage"), key("a", "/score")]);
});

test("what people have changed is known by what the record holds now; a new record holds nothing", () => {
  const rows = new Map([["a", { id: "a", fields: { score: 55, stage: "new" } } as unknown as Row]]);
  expect([...overtakenIn([proposal("a"), proposal("b")], rows)]).toEqual([[key("a", "/score"), 55]]);
  expect(overtakenIn([proposal("a", { new: true })], rows).size).toBe(0);
  expect(overtakenIn([proposal("a", { decisions: { "/score": "accepted" } })], rows).size).toBe(0);
});

test("a new record needs its required fields, guesses or not", () => {
  const changes: Proposal["changes"] = { "/side": [null, "buyer"], "/financing": [null, "Cash"] };
  const escrow = proposal("e", { type: "escrow", new: true, changes });
  expect([...neededIn([escrow, proposal("a")], types)]).toEqual([key("e", "/side")]);
  expect(neededIn([{ ...escrow, new: false }], types).size).toBe(0);
});

test("the count says how much is chosen, where, and what is left", () => {
  const lines = linesOf([proposal("a"), proposal("b", { decisions: { "/score": "rejected" } })], types);
  const unsure = (one: string) => one === key("a", "/score");
  const chosen = chosenOf(lines, new Map(), unsure);
  expect(countWords(lines, chosen, unsure)).toEqual({
    chosen: "2 of 3 chosen",
    more: "in 2 records, 1 rejected, 1 to check",
  });
  expect(countWords(lines, new Set(), sure)).toEqual({ chosen: "0 of 3 chosen", more: "1 rejected" });
});
