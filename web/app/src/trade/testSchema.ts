import { readFileSync } from "node:fs";
import type { RecordType } from "@roomkey/client";

const file = new URL("../../../../crm/testdata/vectors/schema.json", import.meta.url);
const types = JSON.parse(readFileSync(file, "utf8")) as RecordType[];

/** A type of records as the server tells it. For tests alone. */
export function typeNamed(name: string): RecordType {
  const type = types.find((candidate) => candidate.name === name);
  if (!type) throw new Error(`the schema has no ${name}`);
  return type;
}

export const typeNames = types.map(({ name }) => name);
