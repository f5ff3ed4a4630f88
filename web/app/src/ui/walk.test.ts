import { expect, test } from "vitest";
import { placeIn } from "./walk";

const list = { plural: "leads", name: "Mine", search: {}, ids: ["a", "b", "c"] };

test("a record has its place in the list that was looked at last, and neighbours there", () => {
  expect(placeIn(list, "leads", "b")).toEqual({ place: 2, of: 3, before: "a", after: "c" });
  expect(placeIn(list, "leads", "a")).toEqual({ place: 1, of: 3, before: undefined, after: "b" });
  expect(placeIn(list, "leads", "d")).toBeUndefined();
  expect(placeIn(list, "clients", "b")).toBeUndefined();
  expect(placeIn(undefined, "leads", "b")).toBeUndefined();
});
