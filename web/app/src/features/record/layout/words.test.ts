import type { Field } from "@roomkey/client";
import { expect, test } from "vitest";
import { calledBy } from "./booking";
import { invitation } from "./words";

test.each([
  ["listing", "Link a listing"],
  ["escrow", "Link an escrow"],
  ["user", "Choose a person"],
])("an empty link to a %s says %j", (ref, words) => {
  expect(invitation({ kind: "ref", ref } as Field)).toBe(words);
});

test("an appointment is called by its kind and who or what it is about", () => {
  expect(calledBy("Showing", "Rosa Ito")).toBe("Showing, Rosa Ito");
  expect(calledBy("", "Rosa Ito")).toBe("Rosa Ito");
});
