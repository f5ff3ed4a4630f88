import type { Proposal, Row } from "@roomkey/client";
import { expect, test } from "vitest";
import { anyOpen, changedSince, keyOf, marksBeside, places } from "./review";

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

test("what was decided on is not open any more", () => {
  expect(anyOpen([proposal("a", { decisions: { "/score": "accepted" } })])).toBe(true);
  expect(anyOpen([proposal("a", { decisions: { "/score": "accepted", "/stage": "refused" } })])).toBe(false);
});

test("a record chosen whole is named as a record, a part of it by its fields", () => {
  const proposals = [proposal("a"), proposal("b")];
  const chosen = new Set([key("a", "/score"), key("a", "/stage"), key("b", "/stage")]);
  expect(places(proposals, chosen)).toEqual([{ record: "a" }, { record: "b", pointer: "/stage" }]);
});

test("what was skipped before is named by itself: the user has been told", () => {
  const skipped = proposal("a", { decisions: { "/stage": "accepted" }, reasons: { "/score": "it has been changed" } });
  expect(places([skipped], new Set([key("a", "/score")]))).toEqual([{ record: "a", pointer: "/score" }]);
});

test("only the marks of what was asked for are used up", () => {
  const marks = new Map([
    [key("a", "/score"), false],
    [key("a", "/stage"), true],
    [key("b", "/stage"), false],
  ]);
  expect([...marksBeside(marks, [{ record: "a" }]).keys()]).toEqual([key("b", "/stage")]);
  expect([...marksBeside(marks, [{ record: "a", pointer: "/score" }]).keys()]).toEqual([
    key("a", "/stage"),
    key("b", "/stage"),
  ]);
  expect(marksBeside(marks, undefined).size).toBe(0);
});

test("what is shown as changed is named by itself, and overwritten", () => {
  const chosen = new Set([key("a", "/score"), key("a", "/stage")]);
  expect(places([proposal("a")], chosen, (one) => one === key("a", "/score"))).toEqual([
    { record: "a", pointer: "/score" },
    { record: "a", pointer: "/stage" },
  ]);
});

test("two proposals for a record are one place", () => {
  const one = proposal("a", { changes: { "/score": [40, 80] } });
  const two = proposal("a", { changes: { "/score": [80, 90], "/stage": ["new", "lost"] } });
  expect(places([one, two], new Set([key("a", "/score")]))).toEqual([{ record: "a", pointer: "/score" }]);
  expect(places([one, two], new Set([key("a", "/score"), key("a", "/stage")]))).toEqual([{ record: "a" }]);
});

test.each([
  ["as it was", 40, undefined],
  ["as proposed", 80, undefined],
  ["changed by somebody", 55, 55],
  ["not known here", undefined, undefined],
])("a field that is %s", (_, score, now) => {
  expect(changedSince({ fields: { score } } as unknown as Row, "/score", [40, 80])).toBe(now);
});
