import type { Row } from "@roomkey/client";
import { expect, test } from "vitest";
import type { Call } from "../lists/bulk/act";
import { inWords, leave, openRecordsOf } from "./leave";

const types = [
  { name: "escrow", plural: "escrows", label: "Escrow", labels: "Escrows" },
  { name: "lead", plural: "leads", label: "Lead", labels: "Leads" },
];
const row = (id: string, type: string, owner: string, fields = {}) => ({ id, type, owner, fields }) as unknown as Row;
const rows = [
  row("l1", "lead", "ana", { stage: "new" }),
  row("e1", "escrow", "ana", { status: "open" }),
  row("e2", "escrow", "ana", { status: "closed" }),
  row("e3", "escrow", "bob", { status: "open" }),
  row("e4", "escrow", "ana", { status: "draft" }),
];

/** A server that takes note of what it is asked, and refuses what a test says. */
function server(refuses: (path: string) => boolean = () => false) {
  const asked: string[] = [];
  const call = (async (method: string, path: string, body: object) => {
    asked.push(`${method} ${path} ${Object.values(body)}`);
    if (refuses(path)) throw new Error("You may not.");
  }) as Call;
  return { call, asked };
}

test("a leaver's open records are found, and told by their types", () => {
  const records = openRecordsOf("ana", types, rows, 0);
  expect(records.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(["e1", "e4", "l1"]);
  expect(inWords(records)).toBe("2 escrows, 1 lead");
});

test("the leaver is disabled before the records are given, and enabled before they are given back", async () => {
  const { call, asked } = server();
  const done = await leave(call, { id: "ana", leaves: true }, openRecordsOf("ana", types, rows, 0), "bob");
  expect([done.changed, done.failed]).toEqual([3, []]);
  const give = ["POST /escrows/e1/transfer bob", "POST /escrows/e4/transfer bob", "POST /leads/l1/transfer bob"];
  expect(asked).toEqual(["PATCH /users/ana true", ...give]);
  asked.length = 0;
  expect((await done.undo()).changed).toBe(3);
  expect(asked).toEqual(["PATCH /users/ana false", ...give.map((one) => one.replace(/bob$/, "ana"))]);
});

test("a record that is refused is told, and stays out of the undo; a refused member changes nothing", async () => {
  const records = openRecordsOf("ana", types, rows, 0);
  const some = server((path) => path.includes("e1"));
  const done = await leave(some.call, { id: "ana", leaves: false }, records, "bob");
  expect([done.changed, done.failed]).toEqual([2, ["You may not."]]);
  expect((await done.undo()).changed).toBe(2);
  expect(some.asked.some((one) => one.includes("/users/"))).toBe(false);
  const none = server((path) => path.includes("/users/"));
  await expect(leave(none.call, { id: "ana", leaves: true }, records, "bob")).rejects.toThrow("You may not.");
  expect(none.asked).toHaveLength(1);
});
