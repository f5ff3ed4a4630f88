import type { LostRecord } from "@roomkey/client";
import { expect, test } from "vitest";
import { goneInWords } from "./goneWords";

const lost: LostRecord = { record: "r", type: "lead", fields: {}, typed: [], at: 0, how: "withdrawn" };

test.each<[Partial<LostRecord>, string | undefined, string]>([
  [{ how: "deleted" }, "Ana Agent", "Ana Agent deleted this record on 1 May."],
  [{ how: "deleted" }, undefined, "Somebody deleted this record on 1 May."],
  [
    { cause: "transferred", changed: ["owner", "team"] },
    "Ana Agent",
    "Ana Agent changed who may open this record on 1 May. You may not any more. " +
      "It was given another owner and another team.",
  ],
  [
    { cause: "rights" },
    undefined,
    "You can no longer open this record, since 1 May. Your role or your teams were changed.",
  ],
  [{ cause: "erased" }, undefined, "You can no longer open this record, since 1 May. It was erased for good."],
  [
    { cause: "transferred", changed: ["what a later server says"] },
    undefined,
    "You can no longer open this record, since 1 May. " +
      "It was given to another owner or team, or made private, or your own teams were changed.",
  ],
])("a loss by %o, known to be by %s", (how, who, words) => {
  const { title, why } = goneInWords({ ...lost, ...how }, who, "1 May");
  expect(`${title} ${why}`.trim()).toBe(words);
});
