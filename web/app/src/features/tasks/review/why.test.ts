import type { Proposal } from "@roomkey/client";
import { expect, test } from "vitest";
import { keyOf } from "./review";
import { reasonsOf } from "./why";

function proposal(record: string, changes: Proposal["changes"]): Proposal {
  return { record, type: "lead", new: false, step: "s", changes, status: "pending", decisions: {} };
}

const score: Proposal["changes"] = { "/score": [40, 80] };

test("why a field is proposed stands at it, and a guess is called one", () => {
  const output = {
    assumed: ["accepted on 2026-12-01"],
    why: [
      { field: "/side", text: "you named buyer and listing", guess: true },
      { field: "/loanAmount", text: "80% of the price" },
      { field: "/other" },
      "nonsense",
    ],
  };
  const { fields, toCheck } = reasonsOf({ output, proposals: [proposal("e", { "/side": [null, "dual"] })] });
  expect([...fields]).toEqual([
    [keyOf({ record: "e", pointer: "/side" }), { text: "you named buyer and listing", guess: true }],
    [keyOf({ record: "e", pointer: "/loanAmount" }), { text: "80% of the price", guess: false }],
  ]);
  expect(toCheck).toEqual(["accepted on 2026-12-01"]);
});

test("of several records, a reason names its own", () => {
  const proposals = [proposal("a", score), proposal("b", score)];
  const why = [
    { field: "/score", text: "lost" },
    { record: "b", field: "/score", text: "kept" },
  ];
  expect([...reasonsOf({ output: { why }, proposals }).fields.keys()]).toEqual([
    keyOf({ record: "b", pointer: "/score" }),
  ]);
});

test("what a list says of a record counts for it, what weighed most first", () => {
  const leads = [
    {
      lead: "a",
      reasons: [
        { points: 5, why: "left an e-mail address" },
        { points: 0, why: "named no price" },
        { points: 25, why: "moves within 3 months" },
      ],
    },
    { lead: "unknown", reasons: [{ points: 1, why: "x" }] },
    { lead: "b", reasons: ["near", "alike"] },
    null,
  ];
  const { records } = reasonsOf({ output: { leads }, proposals: [proposal("a", score), proposal("b", score)] });
  expect([...records]).toEqual([
    ["a", "moves within 3 months, left an e-mail address"],
    ["b", "near, alike"],
  ]);
});

test.each([null, "text", 3, [], { why: "no", assumed: [3], leads: { reasons: 1 } }])(
  "an output of %j tells nothing",
  (output) => {
    const { fields, records, toCheck } = reasonsOf({ output, proposals: [proposal("a", score)] });
    expect([fields.size, records.size, toCheck.length]).toEqual([0, 0, 0]);
  },
);
