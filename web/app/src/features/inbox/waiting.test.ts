import type { Row, ShownTask, TaskStatus } from "@roomkey/client";
import { expect, test } from "vitest";
import { deadlinesInWords, leadsInWords, newlyToReview, toReview, waitingFor } from "./waiting";

const row = (id: string, type: string, fields: object, more: object = {}) =>
  ({ id, type, owner: "ana", createdAt: "2026-11-30T08:00:00Z", fields, conflicts: {}, ...more }) as unknown as Row;

test("what waits is the user's own: leads without a reply, and deadlines of today and before", () => {
  const rows = [
    row("1", "lead", { stage: "new" }),
    row("2", "lead", { stage: "new", firstResponseAt: "2026-11-30T09:00:00Z" }),
    row("3", "lead", { stage: "new" }, { owner: "abe" }),
    row("4", "lead", { stage: "new" }, { archivedAt: "2026-11-30T09:00:00Z" }),
    row("5", "escrow", { closeOfEscrowDate: "2026-11-30" }),
    row("6", "escrow", { closeOfEscrowDate: "2026-11-20" }),
    row("7", "escrow", { closeOfEscrowDate: "2026-12-01" }),
    row("8", "escrow", { closeOfEscrowDate: "2026-11-30" }, { owner: "abe" }),
  ];
  const { leads, today, late } = waitingFor(rows, "ana", "2026-11-30");
  expect([leads.map(({ id }) => id), today, late]).toEqual([["1"], 1, 1]);
});

test("it is said in a sentence", () => {
  expect([0, 1, 3].map(leadsInWords)).toEqual([
    undefined,
    "A new lead waits for a first reply",
    "3 new leads wait for a first reply",
  ]);
  const said = [
    [0, 0],
    [1, 0],
    [0, 2],
    [2, 1],
  ] as const;
  expect(said.map(([today, late]) => deadlinesInWords({ today, late }))).toEqual([
    undefined,
    "1 deadline is today",
    "2 deadlines are late",
    "2 deadlines are today, 1 is late",
  ]);
});

test("a result is new where its task was under way before, and a colleague's or a trial's is none", () => {
  const task = (id: string, more: object = {}) =>
    [id, { id, user: "ana", status: "review", ...more } as ShownTask] as const;
  const tasks = new Map([task("a"), task("b"), task("c", { user: "abe" }), task("d", { dryRun: true })]);
  const known = new Map<string, TaskStatus>([
    ["a", "running"],
    ["b", "review"],
    ["c", "running"],
    ["d", "running"],
  ]);
  expect(toReview(tasks, "ana").map(({ id }) => id)).toEqual(["a", "b"]);
  expect(newlyToReview(known, tasks, "ana").map(({ id }) => id)).toEqual(["a"]);
});
