import { Problem, Unreachable } from "@roomkey/client";
import { expect, test } from "vitest";
import { failureInWords } from "./useAction";

test.each<[string, unknown, RegExp]>([
  ["a refusal", new Problem(403, "forbidden", "only brokers may"), /^Nothing was changed: Only brokers may\.$/],
  ["a failure of the server", new Problem(502, "internal", "Bad Gateway"), /^Bad Gateway\.$/],
  ["what was never sent", new Unreachable("offline"), /Nothing was changed/],
  ["a lost answer", new Unreachable("offline", {}, true), /may have been done all the same/],
])("it is said whether something was changed by %s", (_, cause, words) => {
  expect(failureInWords(cause)).toMatch(words);
});
