import { expect, test } from "vitest";
import { limitedTo, permissionsOf } from "./capabilities";

const capabilities = {
  "records.read": ["listing", "listing.private"],
  "records.propose": ["lead", "lead.score", "escrow./private/commission"],
  http: ["api.example.com"],
  llm: { maxTokens: 100 } as never,
  secrets: ["KEY"],
};

test("what a plugin may do is told in words, private things as such", () => {
  expect(permissionsOf(capabilities, (type) => `${type}s`).map(({ text, private: hidden }) => [text, hidden])).toEqual([
    ["Read listings", false],
    ["Read the private fields of listings", true],
    ["Propose changes to leads", false],
    ["Propose score of leads", false],
    ["Propose commission of escrows", true],
    ["Talk to api.example.com", false],
    ["Ask the language model", false],
    ["Use the secret KEY", true],
  ]);
  expect(permissionsOf({}, (type) => type)).toEqual([]);
});

test("what is not granted is left out, and all of it gives the same again", () => {
  const all = new Set(permissionsOf(capabilities, (type) => type).map(({ key }) => key));
  expect(limitedTo(capabilities, all)).toEqual(capabilities);
  expect(limitedTo(capabilities, new Set(["read listing"]))).toEqual({
    "records.read": ["listing"],
    "records.propose": [],
    http: [],
    secrets: [],
    llm: null,
  });
});
