import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as Automerge from "@automerge/automerge/slim";
import { beforeAll, expect, test } from "vitest";
import { documentIdOf } from "../lib/documentid";
import { fill, newRow } from "./create";
import type { RecordDocument } from "./documents";

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await Automerge.initializeWasm(readFileSync(wasm));
});

test("what a record is made with is one change of scalars, and items have ids", () => {
  const fields = { name: "Ann", score: 3, areas: ["Midtown"], TEL: [{ number: "1" }], email: undefined, phone: "" };
  const doc = Automerge.change(Automerge.init<RecordDocument>(), (draft) => fill(draft, "lead", fields));
  expect(Automerge.getAllChanges(doc)).toHaveLength(1);
  expect(doc.name).toBeInstanceOf(Automerge.ImmutableString);
  expect(JSON.parse(JSON.stringify(doc))).toEqual({
    type: "lead",
    name: "Ann",
    score: 3,
    areas: ["Midtown"],
    TEL: [{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), number: "1" }],
  });
});

test("a map that is there from the beginning gets its members, and stays the same map", () => {
  const begun = Automerge.from<Record<string, unknown>>({ linked: {} });
  const map = Automerge.getObjectId(begun, "linked");
  const doc = Automerge.change(begun, (draft) =>
    fill(draft as RecordDocument, "appointment", { linked: { client: "c1" } }),
  );
  expect(JSON.parse(JSON.stringify(doc))).toEqual({ type: "appointment", linked: { client: "c1" } });
  expect(Automerge.getObjectId(doc, "linked")).toBe(map);
});

test("its row is the user's own, and their first team's, until the server tells of it", () => {
  const id = "00010203-0405-0607-0809-0a0b0c0d0e0f";
  const row = newRow(id, "lead", { name: "Ann", email: "" }, { id: "u", teams: ["t", "s"] });
  expect(row).toMatchObject({
    id,
    documentId: documentIdOf(id),
    owner: "u",
    team: "t",
    visibility: "team",
    fields: { name: "Ann" },
  });
  expect(row.fields).not.toHaveProperty("email");
});
