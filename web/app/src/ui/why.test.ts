import { Problem, Unreachable } from "@roomkey/client";
import { expect, test } from "vitest";
import { type Why, whyInWords } from "./why";

test.each<[Why, RegExp]>([
  ["offline", /no network/],
  ["portal", /Something else than Roomkey answers/],
  ["server", /could not answer/],
  ["refused", /refused/],
  [new Unreachable("offline"), /no network/],
  [new Unreachable("portal"), /Something else than Roomkey answers/],
  [new Problem(503, "unavailable", "the disk is full"), /could not answer/],
  [new Problem(403, "forbidden", "only brokers may see it"), /^Only brokers may see it\.$/],
])("%s is said in words", (why, words) => {
  expect(whyInWords(why)).toMatch(words);
});
