import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { RecordType } from "../lib/schema";
import { vectors } from "../vectors";
import { fold } from "./fold";
import { readQuery } from "./query";
import { termsOf } from "./record";
import { SearchIndex } from "./scan";
import * as tables from "./tables";
import { classes } from "./terms";
import type { Want } from "./want";

const types = vectors<RecordType>("schema");

function typeNamed(name: string): RecordType {
  const type = types.find((candidate) => candidate.name === name);
  if (!type) throw new Error(`there is no type ${name}`);
  return type;
}

test("the tables are the server's", () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../../../crm/search/${name}`, import.meta.url), "utf8"));
  const { words, ...fold } = tables;
  expect(fold).toEqual(read("fold.json"));
  expect(words).toEqual(read("words.json"));
});

test.each(vectors<{ text: string; folded: string }>("search_fold"))("$text is compared as $folded", (v) => {
  expect(fold(v.text)).toBe(v.folded);
});

type TermVector = { name: string; type: string; fields: Record<string, unknown>; terms: Record<string, string[]> };

test.each(vectors<TermVector>("search_terms"))("terms: $name", ({ type, fields, terms }) => {
  const found = termsOf(typeNamed(type), fields);
  for (const of of classes) expect([...found[of]].sort(), of).toEqual([...(terms[of] ?? [])].sort());
});

type QueryVector = { typed: string; wants: Want[]; blank?: true };

test.each(vectors<QueryVector>("search_wants"))("who types $typed", ({ typed, ...query }) => {
  expect(readQuery(typed)).toEqual(query);
});

type Stored = { id: string; type: string; fields: Record<string, unknown> };
const index = new SearchIndex(types);
for (const [at, stored] of vectors<Stored>("search_records").entries()) {
  const updatedAt = new Date(at * 1000).toISOString();
  index.put({ ...stored, updatedAt, archivedAt: null, deletedAt: null } as never);
}

test.each(vectors<{ typed: string; items: unknown[] }>("search_answers"))("$typed finds", ({ typed, items }) => {
  expect(index.search(typed, { limit: 1000 })).toEqual({ items, total: items.length });
});

type RandomVector = { name: string; briefing: string; terms: Record<string, string[]>; wants: Want[]; tier: number };

test("random texts have the server's terms, wants and tiers", () => {
  const all = vectors<RandomVector>("search_random");
  for (const { name, briefing, terms, wants, tier } of all) {
    const found = termsOf(typeNamed("lead"), { name, briefing });
    for (const of of classes) expect([...found[of]].sort(), `${of} of ${name}`).toEqual([...(terms[of] ?? [])].sort());
    expect(readQuery(name).wants, name).toEqual(wants);
    const one = new SearchIndex(types);
    const row = { id: "one", type: "lead", fields: { name, briefing }, updatedAt: "", archivedAt: null };
    one.put(row as never);
    expect(one.search(name).items[0]?.tier ?? 5, name).toBe(tier);
  }
  expect(all.length).toBe(300);
});
