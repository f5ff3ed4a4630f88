import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { pairsOf } from "./compare";

test("two records are compared in the values that differ", () => {
  const here = { name: "Ann", email: "a@x.com", phone: "", areas: ["A"], briefing: "x", notes: [{ id: "1" }] };
  const there = { name: "Ann", email: "b@x.com", score: 5, areas: ["A", "B"], briefing: "y" };
  expect(pairsOf(typeNamed("lead"), here, there).map(({ field }) => field.name)).toEqual(["email", "areas", "score"]);
  expect(pairsOf(typeNamed("lead"), here, here)).toEqual([]);
});
