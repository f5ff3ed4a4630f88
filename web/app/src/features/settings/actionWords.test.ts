import { expect, test } from "vitest";
import { actionInWords, actorInWords, knownActions } from "./actionWords";

test("actions are told in words, and those without words by their own name", () => {
  expect(["session:started", "record:updated", "plugin:granted", "note:deleted", "odd"].map(actionInWords)).toEqual([
    "Signed in",
    "Changed",
    "Plugin granted",
    "Note deleted",
    "Odd",
  ]);
  expect(new Set(knownActions.map(actionInWords)).size).toBe(knownActions.length);
});

test("what privacy and webhooks log has words, and can be searched for", () => {
  for (const verb of ["exported", "held", "released", "erased"]) expect(knownActions).toContain(`privacy:${verb}`);
  for (const verb of ["rotated", "disabled"]) expect(knownActions).toContain(`webhook:${verb}`);
  expect(actionInWords("privacy:erased")).toBe("Erased");
});

test("only what the server itself did is told of Roomkey", () => {
  const names = new Map([["u1", "Ana"]]);
  const users = ["u1", "", "u2"];
  expect(users.map((user) => actorInWords(user, names))).toEqual(["Ana", "Roomkey", "Somebody"]);
});
