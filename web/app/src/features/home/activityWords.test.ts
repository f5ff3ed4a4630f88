import type { RecordType } from "@roomkey/client";
import { expect, test } from "vitest";
import { deed, withoutRepeats } from "./activityWords";

const type = {
  fields: [{ name: "purchasePrice", kind: "money", label: "Purchase price" }],
} as unknown as RecordType;

test.each([
  ["record:created", undefined, "created"],
  ["record:updated", "/purchasePrice", "changed Purchase price of"],
  ["record:updated", "/notes/-", "wrote a note on"],
  ["record:updated", undefined, "changed"],
  ["plugin:granted", undefined, "did “plugin:granted” to"],
])("%s %s is told as %j", (action, field, expected) => {
  expect(deed({ action, field }, type)).toBe(expected);
});

test("what one person did to one field in a row is told once", () => {
  const line = (user: string, field: string) => ({ user, record: "r", action: "record:updated", field });
  const lines = [line("a", "/tags/0"), line("a", "/tags/1"), line("b", "/tags/0"), line("a", "/tags/0")];
  expect(withoutRepeats(lines)).toEqual([lines[0], lines[2], lines[3]]);
});
