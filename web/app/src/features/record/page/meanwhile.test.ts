import { expect, test } from "vitest";
import { becameMeanwhile } from "./meanwhile";

test("what became of a place while somebody typed there is told, unless it is what they typed", () => {
  const typed = { text: "mine", base: "before" };
  expect(becameMeanwhile(undefined, "theirs")).toBeUndefined();
  expect(becameMeanwhile(typed, "before")).toBeUndefined();
  expect(becameMeanwhile(typed, "mine")).toBeUndefined();
  expect(becameMeanwhile(typed, "theirs")).toBe("theirs");
  expect(becameMeanwhile(typed, "")).toBe("");
});
