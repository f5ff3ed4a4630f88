import type { Schema } from "@roomkey/client";
import { expect, test } from "vitest";
import { parts, phonePlaces } from "./nav";

const named = (name: string, plural: string) => ({ name, plural, labels: plural }) as Schema["types"][number];
const schema = {
  types: [
    named("listing", "listings"),
    named("escrow", "escrows"),
    named("client", "clients"),
    named("lead", "leads"),
    named("appointment", "appointments"),
  ],
} as Schema;

test("every list of the schema is a place, each with a letter of its own", () => {
  const places = parts(schema, { role: "agent" }).flatMap((part) => part.places);
  expect(places.map(({ to }) => to)).toEqual(expect.arrayContaining(schema.types.map(({ plural }) => `/${plural}`)));
  const keys = places.flatMap(({ key }) => key ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});

test("a heading without places is not there", () => {
  for (const part of parts({ ...schema, types: [] }, { role: "viewer" })) expect(part.places).not.toEqual([]);
});

test("a phone's bar has four places beside More", () => {
  expect(phonePlaces(parts(schema, { role: "agent" }))).toHaveLength(4);
});
