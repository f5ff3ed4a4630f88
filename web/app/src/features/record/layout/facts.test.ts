import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { deviceZone } from "../../../trade/zone";
import { factsOf } from "./facts";

const today = "2026-12-01";
const nameOf = () => undefined;

const escrow = {
  status: "contingent",
  purchasePrice: 61_500_000,
  acceptanceDate: "2026-11-14",
  closeOfEscrowDate: "2026-12-11",
  finalWalkThroughDate: "2026-12-09",
  earnestMoneyDeposit: { amount: 1_845_000, dueDate: "2026-11-17", receivedDate: "2026-11-16" },
  contingencies: [
    { id: "t", type: "title", dueDate: "2026-11-27", status: "removed" },
    { id: "l", type: "loan", dueDate: "2026-12-05", status: "active" },
    { id: "i", type: "investigation", dueDate: "2026-12-01", status: "active" },
  ],
  checklist: [
    { id: "a", status: "done" },
    { id: "b", status: "todo" },
    { id: "c", status: "na" },
  ],
};

test("the figures of an escrow", () => {
  const type = typeNamed("escrow");
  const secret = { commission: { grossPct: 2.5 } };
  const facts = factsOf({ type, fields: escrow, secret, derived: {}, today, nameOf });
  expect(facts.map(({ label, text }) => [label, text])).toEqual([
    ["Purchase price", "$615,000"],
    ["Close of escrow", "Dec 11, 2026"],
    ["Days left", "10"],
    ["Deposit", "$18,450"],
    ["Checklist", "1 of 2"],
    ["GCI", "$15,375"],
  ]);
});

test("who may not read the private half is shown no figure of it", () => {
  const input = { fields: escrow, secret: undefined, derived: {}, today, nameOf };
  const labels = factsOf({ ...input, type: typeNamed("escrow") }).map(({ label }) => label);
  expect(labels).not.toContain("GCI");
  expect(factsOf({ ...input, type: typeNamed("client"), fields: {} }).map(({ label }) => label)).not.toContain(
    "Budget",
  );
});

test("the figures of a listing and of a lead", () => {
  const common = { secret: undefined, derived: {}, today, nameOf };
  const house = { ListPrice: 64_900_000, LivingArea: 1684, OnMarketDate: "2026-11-19", YearBuilt: 1941 };
  const listing = factsOf({ ...common, type: typeNamed("listing"), fields: house });
  expect(Object.fromEntries(listing.map(({ label, text }) => [label, text]))).toMatchObject({
    "Living area": "1,684 sq ft",
    "Per sq ft": "$385",
    Built: "1941",
    "On market": "12 days",
    Beds: "",
  });
  const person = { priceMax: 50_000_000, assignedAt: "2026-12-01T09:00:00Z", firstResponseAt: "2026-12-01T09:04:00Z" };
  const lead = factsOf({ ...common, type: typeNamed("lead"), fields: person });
  expect(lead.find(({ key }) => key === "priceRange")?.text).toBe("Up to $500,000");
  expect(lead.find(({ key }) => key === "firstResponse")?.text).toBe("4 min");
  const waiting = factsOf({ ...common, type: typeNamed("lead"), fields: { assignedAt: "2026-12-01T09:00:00Z" } });
  expect(waiting.find(({ key }) => key === "firstResponse")).toMatchObject({ text: "Not yet", urgency: "amber" });
});

test("garbage in a document is no error", () => {
  const garbage = { contingencies: "none", checklist: 3, closeOfEscrowDate: "soon", purchasePrice: "much" };
  const input = { type: typeNamed("escrow"), fields: garbage, secret: {}, derived: {}, today, nameOf };
  expect(() => factsOf(input)).not.toThrow();
});

test("when an appointment is, in one figure", () => {
  const type = typeNamed("appointment");
  const at = (day: number, hour: number) => new Date(2026, 11, day, hour).toISOString();
  const when = (fields: Record<string, unknown>) =>
    factsOf({ type, fields, secret: undefined, derived: {}, today, nameOf })[0]?.text;
  expect(when({ DTSTART: at(4, 14), DTEND: at(4, 15) })).toBe("Fri, Dec 4, 2:00 – 3:00 PM");
  expect(when({ DTSTART: at(4, 0), DTEND: at(4, 0), allDay: true })).toBe("Fri, Dec 4");
  expect(when({})).toBe("");
  const away = { DTSTART: "2026-12-04T22:00:00Z", DTEND: "2026-12-04T23:00:00Z", TZID: "Asia/Tokyo" };
  expect(when(away)).toBe("Sat, Dec 5, 7:00 – 8:00 AM GMT+9");
  expect(when({ ...away, DTSTART: "2026-12-04T15:00:00Z", allDay: true })).toBe("Sat, Dec 5");
  expect(when({ DTSTART: at(4, 14), TZID: deviceZone() })).toBe("Fri, Dec 4, 2:00 PM");
});

test("an appointment without a place is at the listing, or the escrow, that it is about", () => {
  const type = typeNamed("appointment");
  const titles: Record<string, string> = { l: "452 Elm St · Citrus Heights", e: "3236 Oak St" };
  const where = (fields: Record<string, unknown>) =>
    factsOf({ type, fields, secret: undefined, derived: {}, today, nameOf: (id) => titles[id] }).find(
      ({ key }) => key === "where",
    )?.text;
  expect(where({ LOCATION: "The office", linked: { listing: "l" } })).toBe("The office");
  expect(where({ linked: { listing: "l", escrow: "e" } })).toBe("452 Elm St · Citrus Heights");
  expect(where({ linked: { escrow: "e" } })).toBe("3236 Oak St");
  expect(where({ linked: { listing: "unknown" } })).toBe("");
});
