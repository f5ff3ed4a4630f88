import { expect, test } from "vitest";
import { typeNamed, typeNames } from "../../../trade/testSchema";
import { askedFields, beginsWith, readForm, withEnd } from "./newRecord";

const today = "2026-12-01";
const names = (type: string) => askedFields(typeNamed(type)).map(({ name }) => name);

test("a form asks for what a record can't be without, and for nothing else", () => {
  expect(names("escrow")).toEqual([
    "propertyAddress",
    "side",
    "purchasePrice",
    "acceptanceDate",
    "openedDate",
    "closeOfEscrowDate",
  ]);
  expect(names("lead")).toEqual(["name", "email", "phone", "source"]);
  expect(names("client")).toEqual(["FirstName", "LastName"]);
  expect(names("appointment")).toEqual(["SUMMARY", "DTSTART", "DTEND", "kind"]);
});

test("what was typed is read, and the status begins", () => {
  const typed = {
    propertyAddress: " 2418 Larkspur Way ",
    side: "buyer",
    purchasePrice: "615k",
    acceptanceDate: "today",
    openedDate: "12/2/2026",
    closeOfEscrowDate: "in 30 days",
  };
  expect(readForm(typeNamed("escrow"), typed, today)).toEqual({
    ok: true,
    fields: {
      propertyAddress: "2418 Larkspur Way",
      side: "buyer",
      purchasePrice: 61_500_000,
      acceptanceDate: "2026-12-01",
      openedDate: "2026-12-02",
      closeOfEscrowDate: "2026-12-31",
      status: "draft",
    },
  });
});

test("everything that is wrong is told at once, at its field", () => {
  const read = readForm(typeNamed("escrow"), { purchasePrice: "much" }, today);
  const faults = read.ok ? {} : read.faults;
  expect(Object.keys(faults).sort()).toEqual(
    expect.arrayContaining(["openedDate", "propertyAddress", "purchasePrice", "side"]),
  );
  expect(faults.purchasePrice).toContain("not an amount");
  expect(faults.propertyAddress).toContain("required");
});

test("of an email and a phone one is enough, and none is too few", () => {
  const type = typeNamed("lead");
  expect(readForm(type, { name: "Ann", source: "web" }, today).ok).toBe(false);
  expect(readForm(type, { name: "Ann", source: "web", email: "ann@example.com" }, today)).toMatchObject({ ok: true });
});

test.each(typeNames)("a form of the type %s begins with values that it can read", (name) => {
  const type = typeNamed(name);
  const typed = Object.fromEntries(askedFields(type).map((field) => [field.name, beginsWith(field, today)]));
  const read = readForm(type, typed, today);
  const wrong = read.ok ? [] : Object.keys(read.faults).filter((field) => typed[field]);
  expect(wrong).toEqual([]);
});

test("an appointment ends an hour after it begins, unless somebody says otherwise", () => {
  const fields = askedFields(typeNamed("appointment"));
  const ended = (typed: Record<string, string>) => withEnd(fields, typed, today).DTEND;
  expect(ended({ DTSTART: "Dec 4, 2026, 2 pm", DTEND: "" })).toBe("Dec 4, 2026, 3:00 PM");
  expect(ended({ DTSTART: "Dec 4, 2026, 2 pm", DTEND: "Dec 4, 2026, 5 pm" })).toBe("Dec 4, 2026, 5 pm");
  expect(ended({ DTSTART: "someday", DTEND: "" })).toBe("");
  expect(withEnd(askedFields(typeNamed("lead")), { name: "Ann" }, today)).toEqual({ name: "Ann" });
});
