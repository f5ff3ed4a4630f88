import { readdirSync, readFileSync } from "node:fs";
import type { Server } from "./server";

/** A file of another program, and what is right about it. The tests of the plugin csv-import read the same cases. */
export type Case = {
  kind: string;
  file: string;
  as: string; // a type of records
  duplicates?: "skip" | "merge";
  want: string[]; // of each record, parts of its fields as text, between semicolons
  said?: string[]; // to the person who imports
  never?: string[]; // in any record
};

const folder = new URL("../../../plugins/bundled/csv-import/testdata/files/", import.meta.url);

/** The cases, those of one type together. */
export const cases: Case[] = (JSON.parse(readFileSync(new URL("cases.json", folder), "utf8")) as Case[]).sort((a, b) =>
  a.as.localeCompare(b.as),
);

/** The names of all files that there are. */
export const files: string[] = readdirSync(folder).filter((name) => /\.[ct]sv$/.test(name));

/** What is in a file. */
export function contentOf(name: string): Buffer {
  return readFileSync(new URL(name, folder));
}

type Fields = Record<string, unknown>;

/** The ids of the records of a type that a user may see. */
export async function idsOf(server: Server, token: string, plural: string): Promise<string[]> {
  const { items } = await server.get<{ items: { id: string }[] }>(`/${plural}?limit=200`, token);
  return items.map(({ id }) => id);
}

/** All fields of a record as one text: "Email=[ana@example.com] FirstName=Ana". */
export async function textOf(server: Server, token: string, plural: string, id: string): Promise<string> {
  const record = await server.get<{ fields: Fields; private?: Fields }>(`/${plural}/${id}`, token);
  return [record.fields, record.private ?? {}]
    .flatMap((half) => Object.keys(half).map((name) => `${name}=${printed(half[name])}`))
    .join(" ");
}

/** A value as the cases have it, which is how Go prints it: [1 2] and map[a:1 b:2]. */
function printed(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(" ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const fields = value as Fields;
  const parts = Object.keys(fields).sort();
  return `map[${parts.map((name) => `${name}:${printed(fields[name])}`).join(" ")}]`;
}
