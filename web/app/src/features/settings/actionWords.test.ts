import { expect, test } from "vitest";
import { actionInWords, knownActions } from "./actionWords";

test("actions are told in words, and those without words by their own name", () => {
  expect(["session:started", "record:updated", "webhook:rotated", "note:deleted", "odd"].map(actionInWords)).toEqual([
    "Signed in",
    "Changed",
    "Webhook rotated",
    "Note deleted",
    "Odd",
  ]);
  expect(new Set(knownActions.map(actionInWords)).size).toBe(knownActions.length);
});
