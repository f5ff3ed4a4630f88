import { expect, test } from "vitest";
import { vectors } from "../vectors";
import type { Schema } from "./api";
import { readJson, textStore } from "./storage";
import { brokerageOf, isInvited, isPerson, isRow, isSchema, isTask, isUser } from "./valid";

const user = { id: "u", email: "e", name: "n", role: "agent", broker: "b", teams: ["t"], actorPrefix: "ab" };
const row = {
  ...{ id: "r", type: "lead", documentId: "d", updatedAt: "2026-05-06T10:00:00Z", visibility: "team" },
  ...{ fields: {}, conflicts: {}, flags: [] },
};
const field = { name: "stage", label: "Stage", kind: "enum", options: ["New"] };
const type = {
  ...{ name: "lead", plural: "leads", label: "Lead", labels: "Leads", status: "stage", title: ["name"] },
  fields: [field, { name: "tags", label: "Tags", kind: "list", item: { kind: "string" } }],
};

const foreign: unknown[] = [undefined, null, "<html>", 1, [], {}, { types: "x" }, { id: 1 }, { types: [{}] }];

test("what is no user, schema, row, person or task is none", () => {
  for (const value of foreign)
    for (const is of [isUser, isInvited, isSchema, isRow, isPerson, isTask]) expect(is(value)).toBe(false);
  expect(isUser({ ...user, teams: "t" })).toBe(false);
  expect(isSchema({ types: [{ ...type, fields: [{ ...field, options: "New" }] }] })).toBe(false);
  expect(isSchema({ types: [] })).toBe(false);
  expect(isRow({ ...row, fields: null })).toBe(false);
});

test("what the server says is taken, with members that this version does not know", () => {
  expect(isUser({ ...user, more: 1 })).toBe(true);
  expect(isSchema({ types: [type], more: 1 })).toBe(true);
  expect(isRow({ ...row, more: 1 })).toBe(true);
  for (const of of vectors<Schema["types"][number]>("schema")) expect(isSchema({ types: [of] })).toBe(true);
});

test("an invitation says until when it is good, and as what", () => {
  const invited = { email: "e", brokerage: "b", invitedBy: "n", role: "agent", expiresAt: "2026-12-07T00:00:00Z" };
  expect(isInvited(invited)).toBe(true);
  expect(isInvited({ ...invited, role: "owner" })).toBe(false);
  expect(isInvited({ ...invited, expiresAt: "soon" })).toBe(false);
});

test("the people of a brokerage are taken from a server and a device of an earlier version too", () => {
  const items = [{ id: "u", name: "n" }];
  expect(brokerageOf({ brokerage: "Summit", items })).toEqual({ brokerage: "Summit", items });
  expect(brokerageOf({ items })).toEqual({ brokerage: "", items });
  expect(brokerageOf(items)).toEqual({ brokerage: "", items });
  for (const wrong of [undefined, null, {}, { items: [{}] }, "people"]) expect(brokerageOf(wrong)).toBeUndefined();
});

test("a value that is broken is thrown away, and storage that fails is memory", () => {
  const store = textStore("localStorage"); // Node has none
  store.setItem("key", "{");
  expect(readJson(store, "key", isUser)).toBeUndefined();
  expect(store.getItem("key")).toBe(null);
  store.setItem("key", JSON.stringify(user));
  expect(readJson(store, "key", isUser)).toEqual(user);
  expect(store.length).toBe(1);
  store.setItem("key", JSON.stringify({ ...user, id: 1 }));
  expect(readJson(store, "key", isUser)).toBeUndefined();
  expect(store.length).toBe(0);
});
