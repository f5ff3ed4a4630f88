import { expect, test } from "vitest";
import { offered } from "./workflow";

test("a step is not offered beside the workflow that does it", () => {
  const step = { name: "import", plugin: "roomkey.csv-import" };
  const score = { name: "score", plugin: "roomkey.lead-score" };
  const workflows = [
    { name: "csv-import", title: "Import", steps: [step] },
    { name: "roomkey.csv-import/import", title: "Import", steps: [step] },
    { name: "roomkey.lead-score/score", title: "Score leads", steps: [score] },
  ];
  expect(offered(workflows).map(({ name }) => name)).toEqual(["csv-import", "roomkey.lead-score/score"]);
});
