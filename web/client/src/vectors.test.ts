import { cbor } from "@automerge/automerge-repo/slim";
import { expect, test } from "vitest";
import { stepsOf } from "./lib/pointer";
import { fieldAt } from "./lib/proposed";
import { readable } from "./lib/readable";
import { mayWrite } from "./lib/rights";
import { type Changes, patchRow, type Row } from "./lib/row";
import { type Field, optionLabel, type RecordType } from "./lib/schema";
import type { Frame } from "./sync/socket";
import { editedText, parseValue } from "./values";
import { vectors } from "./vectors";

type Access = { user: Parameters<typeof mayWrite>[0]; row: NonNullable<Parameters<typeof mayWrite>[1]>; may: string[] };

test("the access rule is the server's", () => {
  const all = vectors<Access>("access");
  for (const { user, row, may } of all) {
    expect(mayWrite(user, row), JSON.stringify([user, row])).toBe(may.includes("write"));
  }
  expect(all.length).toBe(36); // four roles, three relations, three visibilities
});

test.each(vectors<{ pointer: string; private: boolean; steps: string[] }>("pointers"))(
  "$pointer names a field",
  (v) => {
    expect(stepsOf(v.pointer)).toEqual({ private: v.private, steps: v.steps });
  },
);

test("every field and option is called what the schema says", () => {
  const types = vectors<RecordType>("schema");
  const all = vectors<{ type: string; pointer: string; label: string; options?: Record<string, string> }>("labels");
  for (const { type, pointer, label, options } of all) {
    const { field } = fieldAt(
      types.find(({ name }) => name === type),
      pointer,
    );
    expect(field?.label, `${type} ${pointer}`).toBe(label);
    for (const [option, said] of Object.entries(options ?? {})) expect(optionLabel(field, option)).toBe(said);
  }
  expect(all.length).toBeGreaterThan(200);
});

type Value = { kind: Field["kind"]; typed: string; value?: string | number | boolean; shown?: string };

test.each(vectors<Value>("values"))("a $kind typed as $typed", ({ kind, typed, value, shown }) => {
  const field: Field = { name: "x", label: "X", kind };
  if (value === undefined) {
    expect(parseValue(field, typed, "2026-11-29")).toMatchObject({ ok: false });
    return;
  }
  expect(parseValue(field, typed, "2026-11-29")).toMatchObject({ ok: true, value });
  expect(parseValue(field, editedText(field, value), "2026-11-29")).toMatchObject({ ok: true, value });
  if (shown !== undefined) expect(readable(field, value, () => undefined)).toBe(shown);
});

type Change = { name: string; before: Row["fields"]; after: Row["fields"]; changes: Changes; reload?: true };

test.each(vectors<Change>("changes"))("an event of $name", ({ before, after, changes, reload }) => {
  const row = { fields: before } as Row;
  expect(patchRow(row, changes, 0)?.fields).toEqual(reload ? undefined : after);
});

type FrameVector = { name: string; hex: string; frame: Frame };

test.each(vectors<FrameVector>("client_frames"))("the app sends $name as the server reads it", ({ hex, frame }) => {
  expect(Buffer.from(cbor.encode(frame)).toString("hex")).toBe(hex);
});

test.each(vectors<FrameVector>("server_frames"))("the app reads $name as the server sent it", ({ hex, frame }) => {
  expect(plain(cbor.decode(Buffer.from(hex, "hex")))).toEqual(frame);
});

/** What a frame says as JSON can say it. Integers of 64 bits are read as BigInts; the app takes the Number. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("hex") };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
