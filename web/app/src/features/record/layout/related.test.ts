import type { Row } from "@roomkey/client";
import { expect, test } from "vitest";
import { typeNamed, typeNames } from "../../../trade/testSchema";
import { comingUp, refsOf, relatedTo } from "./related";

const types = typeNames.map(typeNamed);
const row = (id: string, type: string, fields: Record<string, unknown>) => ({ id, type, fields }) as unknown as Row;

test("records that name each other are related both ways, each once", () => {
  const showing = {
    linked: { listing: "l", escrow: "e" },
    DTSTART: "2026-12-02T17:00:00Z",
    DTEND: "2026-12-02T18:00:00Z",
  };
  const past = { linked: { listing: "l" }, DTSTART: "2026-11-02T17:00:00Z", DTEND: "2026-11-02T18:00:00Z" };
  const rows = new Map(
    [
      row("e", "escrow", { listing: "l" }),
      row("l", "listing", {}),
      row("a", "appointment", showing),
      row("b", "appointment", past),
      row("x", "lead", { client: "nobody" }),
    ].map((one) => [one.id, one]),
  );
  expect(relatedTo("e", rows, types).map(({ row, by }) => [row.id, by])).toEqual([
    ["l", "Listing"],
    ["a", "Appointment"],
  ]);
  const listing = relatedTo("l", rows, types);
  expect(listing.map(({ row }) => row.id)).toEqual(["e", "a", "b"]);
  expect(comingUp(listing, Date.parse("2026-12-01T00:00:00Z")).map(({ row }) => row.id)).toEqual(["a"]);
  expect(relatedTo("gone", rows, types)).toEqual([]);
});

test("the references of a type are found in its maps too", () => {
  expect(refsOf(typeNamed("appointment")).map(({ path }) => path.join("."))).toEqual([
    "linked.listing",
    "linked.client",
    "linked.lead",
    "linked.escrow",
  ]);
});
