import type { SavedView } from "@roomkey/client";
import { expect, test } from "vitest";
import { pinnedViews, pinsOf, withPin } from "./pins";

const view = (id: string, owner: string, pinned = false) => ({ id, owner, pinned }) as SavedView;

test("the sidebar has one's own pinned views, and colleagues' that one has pinned oneself", () => {
  const views = [view("1", "ana", true), view("2", "ana"), view("3", "tom", true), view("4", "tom")];
  const shown = (pins: string[]) => pinnedViews(views, pins, ({ owner }) => owner === "ana").map(({ id }) => id);
  expect(shown([])).toEqual(["1"]); // what Tom pins is in Tom's sidebar
  expect(shown(["4", "2", "gone"])).toEqual(["1", "4"]);
});

test("pins are kept once each, and what is none is left out", () => {
  expect(withPin(withPin([], "a", true), "a", true)).toEqual(["a"]);
  expect(withPin(["a", "b"], "a", false)).toEqual(["b"]);
  expect(pinsOf({ pins: ["a", 3, null] })).toEqual(["a"]);
  expect(pinsOf({ pins: { a: 1 } })).toEqual([]);
});
