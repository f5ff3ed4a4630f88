import type { Field } from "@roomkey/client";
import { expect, test } from "vitest";
import { escrow, escrowType } from "../fixtures";
import { archiveAll, type Call, patchAll, tagAll, transferAll } from "./act";
import { commonMoves } from "./moves";

const type = { name: "escrow", plural: "escrows" };

/** A server that takes note of what it is asked, and refuses what a test says. */
function server(refuses: (path: string) => boolean = () => false) {
  const asked: [string, string, unknown?][] = [];
  const call = (async (method: string, path: string, body?: { ids?: string[] }) => {
    asked.push(body === undefined ? [method, path] : [method, path, body]);
    if (refuses(path)) throw new Error("You may not edit it.");
    return { items: body?.ids ?? ["x"], failed: [], undo: `token${asked.length}` };
  }) as Call;
  return { call, asked };
}

test("one patch for all, taken back by its token", async () => {
  const { call, asked } = server();
  const rows = [escrow({}), escrow({})];
  const done = await patchAll(call, type, rows, { status: "contingent" });
  expect(done.changed).toBe(2);
  await done.undo();
  expect(asked).toEqual([
    ["POST", "/bulk", { type: "escrow", ids: rows.map(({ id }) => id), patch: { fields: { status: "contingent" } } }],
    ["POST", "/undo/token1"],
  ]);
});

test("a tag is added beside those that a record has, in few patches, and taken back last first", async () => {
  const { call, asked } = server();
  const rows = [{ tags: ["a"] }, { tags: ["a"] }, { tags: [] }, { tags: ["VIP"] }].map((fields) => escrow(fields));
  const done = await tagAll(call, type, rows, "vip", true);
  expect(asked.map(([, , body]) => (body as { patch: { fields: unknown } }).patch.fields)).toEqual([
    { tags: ["a", "vip"] },
    { tags: ["vip"] },
  ]);
  expect(done.changed).toBe(3);
  await done.undo();
  expect(asked.slice(2).map(([, path]) => path)).toEqual(["/undo/token2", "/undo/token1"]);
});

test("what one record refuses is told, and only the others are restored", async () => {
  const rows = [escrow({}), escrow({}), escrow({})];
  const { call, asked } = server((path) => path.includes(rows[1]?.id ?? "") && path.endsWith("archive"));
  const done = await archiveAll(call, type, rows);
  expect([done.changed, done.failed]).toEqual([2, ["You may not edit it."]]);
  await done.undo();
  const restored = asked.filter(([, path]) => path.endsWith("/restore")).map(([, path]) => path);
  expect(restored.sort()).toEqual([0, 2].map((at) => `/escrows/${rows[at]?.id}/restore`).sort());
});

test("a new owner, and back to whoever it was", async () => {
  const { call, asked } = server();
  const rows = [escrow({}, { owner: "abe" }), escrow({}, { owner: "ana" }), escrow({}, { owner: "bea" })];
  const done = await transferAll(call, type, rows, "ana");
  await done.undo();
  expect(asked.map(([, , body]) => (body as { owner: string }).owner).sort()).toEqual(["abe", "ana", "ana", "bea"]);
});

test("only statuses that all rows may be given are offered", () => {
  const field = escrowType.fields.find(({ name }) => name === "status") as Field;
  const moves = (...statuses: string[]) =>
    commonMoves(
      field,
      statuses.map((status) => escrow({ status })),
    );
  expect(moves("open")).toEqual(["contingent", "cancelled"]);
  expect(moves("open", "contingent")).toEqual(["contingent", "cancelled"]);
  expect(moves("open", "closed")).toEqual([]);
  expect(commonMoves({ ...field, moves: undefined }, [escrow({ status: "closed" })])).toHaveLength(5);
});
