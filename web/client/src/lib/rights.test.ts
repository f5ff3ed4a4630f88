import { expect, test } from "vitest";
import { mayWrite } from "./rights";

const agent = { id: "me", role: "agent" as const, teams: ["ours"] };

test("one's own records, and those that one's team shares, may be edited", () => {
  expect(mayWrite(agent, { owner: "me", team: "", visibility: "private" })).toBe(true);
  expect(mayWrite(agent, { owner: "other", team: "ours", visibility: "team" })).toBe(true);
  expect(mayWrite(agent, { owner: "other", team: "ours", visibility: "broker" })).toBe(true);
});

test("what only the brokerage shares may be read", () => {
  expect(mayWrite(agent, { owner: "other", team: "theirs", visibility: "broker" })).toBe(false);
  expect(mayWrite({ ...agent, role: "lead" }, { owner: "other", team: "theirs", visibility: "broker" })).toBe(false);
});

test("a broker edits everything, a viewer nothing", () => {
  expect(mayWrite({ ...agent, role: "broker" }, { owner: "other", team: "theirs", visibility: "private" })).toBe(true);
  expect(mayWrite({ ...agent, role: "viewer" }, { owner: "me", team: "ours", visibility: "team" })).toBe(false);
  expect(mayWrite({ ...agent, role: "viewer" }, undefined)).toBe(false);
});

test("a record whose row isn't here is left to the server", () => {
  expect(mayWrite(agent, undefined)).toBe(true);
});
