import { expect, test } from "vitest";
import { nothing, prune, reachTo, share, toggle, toggleAll } from "./selection";

const shown = ["a", "b", "c", "d", "e"];

test("rows are chosen one by one, up to another, and all at once", () => {
  const one = toggle(nothing, "b");
  expect([...reachTo(one, "d", shown).ids]).toEqual(["b", "c", "d"]);
  expect([...reachTo(one, "a", shown).ids].sort()).toEqual(["a", "b"]);
  expect([...reachTo(reachTo(one, "d", shown), "c", shown).ids].sort()).toEqual(["b", "c", "d"]);
  expect([...toggle(one, "b").ids]).toEqual([]);
  expect([...toggleAll(one, shown).ids]).toEqual(shown);
  expect(toggleAll(toggleAll(one, shown), shown).ids.size).toBe(0);
  expect([share(nothing, shown), share(one, shown), share(toggleAll(one, shown), shown)]).toEqual([
    "none",
    "some",
    "all",
  ]);
});

test("a choice that reaches from a row which is gone is of the row alone", () => {
  expect([...reachTo({ ids: new Set(["x"]), from: "x" }, "c", shown).ids]).toEqual(["x", "c"]);
  expect([...reachTo(nothing, "gone", shown).ids]).toEqual([]);
});

test("rows that are gone are chosen no more", () => {
  const all = toggleAll(nothing, shown);
  expect([...prune(all, ["b", "c"]).ids]).toEqual(["b", "c"]);
  expect(prune(all, shown)).toBe(all);
});
