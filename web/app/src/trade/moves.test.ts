import { expect, test } from "vitest";
import { offeredMoves, reasonFor, stepsFrom } from "./moves";
import { typeNamed } from "./testSchema";

const moves = (type: string, status: string) => {
  const steps = stepsFrom(typeNamed(type), status);
  return steps ? offeredMoves(steps).map(({ value }) => value) : [];
};

test("an escrow goes one step on, or is cancelled", () => {
  expect(moves("escrow", "contingent")).toEqual(["clear_to_close", "cancelled"]);
  expect(moves("escrow", "closed")).toEqual([]);
  expect(moves("escrow", "")).toHaveLength(6);
});

test("what leads on comes first, then what leads back, then what leads off", () => {
  expect(moves("listing", "Pending")).toEqual(["Closed", "Active", "Active Under Contract", "Delete"]);
  expect(moves("lead", "met").slice(0, 2)).toEqual(["active_client", "under_contract"]);
  expect(moves("lead", "met").slice(-3)).toEqual(["nurture", "lost", "trash"]);
});

test("steps say what is done, where the record is, and what may come next", () => {
  const steps = stepsFrom(typeNamed("escrow"), "contingent");
  expect(steps?.main.map(({ is }) => is)).toEqual(["done", "done", "current", "next", "ahead"]);
  expect(steps?.others.map(({ value }) => value)).toEqual(["cancelled"]);
  const off = stepsFrom(typeNamed("escrow"), "cancelled");
  expect(off?.main.map(({ is }) => is)).toEqual(["ahead", "ahead", "ahead", "ahead", "ahead"]);
  expect(off?.others).toMatchObject([{ value: "cancelled", is: "current" }]);
});

test("where statuses are alternatives, none is done", () => {
  expect(stepsFrom(typeNamed("client"), "On Vacation")?.main.map(({ is }) => is)).toEqual(["next", "next", "current"]);
});

test("a status that people have to explain names the field for it", () => {
  expect(reasonFor(typeNamed("escrow"), "cancelled")?.name).toBe("cancelReason");
  expect(reasonFor(typeNamed("lead"), "lost")?.name).toBe("lostReason");
  expect(reasonFor(typeNamed("escrow"), "open")).toBeUndefined();
});
