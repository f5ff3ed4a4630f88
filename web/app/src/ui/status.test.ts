import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { statusLook } from "./status";

/** The options of an enum of the server's schema, found by its first one: enum("stage", "Stage", "new=New", …). */
function options(file: string, first: string): string[] {
  const source = readFileSync(new URL(`../../../../crm/${file}.go`, import.meta.url), "utf8");
  const [, after = ""] = source.split(`"${first}`);
  const list = `"${first}${after.split(")")[0]}`;
  return [...list.matchAll(/"([^"]+)"/g)].map(([, option]) => option?.split("=")[0] ?? "");
}

test.each([
  ["escrow", options("schema_escrow", "draft=")],
  ["contingency", options("schema_escrow", "active=")],
  ["checklist", options("schema_escrow", "todo=")],
  ["listing", options("schema_listing", "Incomplete")],
  ["lead", options("schema_contact", "new=")],
  ["client", options("schema_contact", "Active")],
  ["appointment", options("schema_appointment", "TENTATIVE=")],
])("every status of %s that the schema knows has a look of its own", (type, statuses) => {
  expect(statuses.length).toBeGreaterThan(2);
  for (const status of statuses) {
    expect.soft(statusLook(type, status), status).not.toEqual(statusLook(type, "unheard of"));
  }
});

test("no two statuses of a lead that are under way look the same", () => {
  const lead = ["new", "attempted", "contacted", "appointment_set", "met", "active_client", "under_contract"];
  expect(new Set(lead.map((status) => JSON.stringify(statusLook("lead", status)))).size).toBe(lead.length);
});

test("an unknown type or status is a gray dot", () => {
  expect(statusLook("escrow", "teleported")).toEqual({ shape: "dot", tone: "gray" });
  expect(statusLook("spaceship", "new")).toEqual({ shape: "dot", tone: "gray" });
});
