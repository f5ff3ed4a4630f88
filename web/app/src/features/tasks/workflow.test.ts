import { expect, test } from "vitest";
import { typeNamed } from "../../trade/testSchema";
import { about, offered, takingSentence } from "./workflow";

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

const uuid = { type: "string", format: "uuid" };
const workflows = [
  { name: "comps", input: { properties: { listing: uuid } } },
  {
    name: "roomkey/new-escrow",
    input: { properties: { text: { type: "string" }, listing: uuid }, required: ["text"] },
  },
  { name: "score", input: { properties: { lead: uuid } } },
  { name: "all", input: { properties: {} } },
  { name: "other/new-escrow", input: { required: ["text", "side"] } },
];
const types = [typeNamed("listing"), typeNamed("lead")];

test("a record is offered what takes one of its type", () => {
  const names = (type: string) => about(workflows, { type, id: "1" }, types).map(({ name }) => name);
  expect(names("listing")).toEqual(["comps", "roomkey/new-escrow"]);
  expect(names("lead")).toEqual(["score"]);
  expect(names("client")).toEqual([]);
});

test("a sentence goes to what requires a text alone", () => {
  expect(takingSentence(workflows)?.name).toBe("roomkey/new-escrow");
  expect(takingSentence(workflows.slice(2))).toBeUndefined();
});
