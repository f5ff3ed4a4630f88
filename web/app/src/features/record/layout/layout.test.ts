import { expect, test } from "vitest";
import { typeNamed, typeNames } from "../../../trade/testSchema";
import { layoutOf } from "./layouts";
import { groupsOf, placed, pointerOf, unplaced } from "./place";

test.each(typeNames)("every field of the type %s has its place on the page", (name) => {
  const type = typeNamed(name);
  expect(unplaced(type, layoutOf(name))).toEqual([]);
});

test.each(typeNames)("every place of the type %s is that of a field, and no field is in two groups", (name) => {
  const type = typeNamed(name);
  const layout = layoutOf(name);
  const grouped = layout.groups.flatMap(({ left, right }) => [...left, ...right]);
  const named = [
    ...grouped,
    ...layout.groups.flatMap(({ rare }) => rare ?? []),
    ...layout.facts.flatMap((fact) => ("path" in fact ? [fact.path] : [])),
    ...layout.subtitle,
    ...layout.title,
    ...layout.texts,
    ...layout.rows.map(({ field }) => field),
    ...Object.keys(layout.labels ?? {}),
    ...[layout.amount, layout.copied].filter((path) => path !== undefined),
  ];
  expect(named.filter((path) => !placed(type, path))).toEqual([]);
  expect(grouped.filter((path, index) => grouped.indexOf(path) !== index)).toEqual([]);
  for (const index of layout.phoneFacts) expect(layout.facts[index]).toBeDefined();
});

test.each(typeNames)("the private groups of the type %s hold private fields alone", (name) => {
  const type = typeNamed(name);
  for (const group of layoutOf(name).groups.filter((group) => group.private)) {
    for (const path of [...group.left, ...group.right]) expect(placed(type, path)?.private, path).toBe(true);
  }
});

test("what a newer server has told of is in a group of its own", () => {
  const type = typeNamed("lead");
  const newer = { ...type, fields: [...type.fields, { name: "petName", kind: "string" as const, label: "Pet" }] };
  expect(groupsOf(newer).at(-1)).toMatchObject({ title: "More", left: ["petName"], right: [] });
  expect(groupsOf({ ...type, name: "boat" }).at(-1)?.left).toContain("email");
});

test("pointers name fields as the server does", () => {
  const type = typeNamed("escrow");
  const at = (path: string) => pointerOf(placed(type, path) ?? { place: ["?"], private: false });
  expect(at("purchasePrice")).toBe("/purchasePrice");
  expect(at("earnestMoneyDeposit.amount")).toBe("/earnestMoneyDeposit/amount");
  expect(at("loanAmount")).toBe("/private/loanAmount");
});
