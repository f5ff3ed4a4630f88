import { expect, test } from "vitest";
import { mayGiveAway, mayManage } from "./rights";

const row = { owner: "ana", team: "harbor", visibility: "team" as const };
const user = (id: string, role: "broker" | "lead" | "agent" | "viewer", ...teams: string[]) => ({ id, role, teams });

test("the owner, the lead of the team and the brokers manage a record", () => {
  expect(mayManage(user("ana", "agent", "harbor"), row)).toBe(true);
  expect(mayManage(user("priya", "agent", "harbor"), row)).toBe(false);
  expect(mayManage(user("lee", "lead", "harbor"), row)).toBe(true);
  expect(mayManage(user("lee", "lead", "valley"), row)).toBe(false);
  expect(mayManage(user("lee", "lead", "harbor"), { ...row, visibility: "private" })).toBe(false);
  expect(mayManage(user("bo", "broker"), row)).toBe(true);
  expect(mayManage(user("ana", "viewer", "harbor"), row)).toBe(false);
  expect(mayManage(user("bo", "broker"), undefined)).toBe(false);
});

test("an agent can't name another owner", () => {
  expect(mayGiveAway(user("ana", "agent"))).toBe(false);
  expect(mayGiveAway(user("lee", "lead"))).toBe(true);
});
