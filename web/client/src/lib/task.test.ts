import { expect, test } from "vitest";
import { mergeTask, patchTask, type ShownTask, stream, type Task } from "./task";

function aTask(more: Partial<ShownTask> = {}): ShownTask {
  return {
    id: "t1",
    workflow: "roomkey.lead-score/score",
    title: "Score leads",
    user: "u1",
    room: "user:u1",
    status: "running",
    progress: 10,
    message: "",
    steps: [],
    output: null,
    error: null,
    proposed: 0,
    pending: 0,
    proposals: [],
    createdAt: "2026-05-06T10:00:00Z",
    startedAt: null,
    finishedAt: null,
    ...more,
  };
}

const at = Date.parse("2026-05-06T10:05:00Z");
const progress = (data: Record<string, unknown>) => ({
  name: "ai:task:progress",
  data: { task: "t1", percent: 50, step: "score", ...data },
  at,
});

test("events tell how a task goes, from its start to its end", () => {
  let task = aTask({ status: "queued", progress: 0 });
  task = patchTask(task, { name: "ai:task:started", data: { task: "t1" }, at });
  expect(task).toMatchObject({ status: "running", startedAt: "2026-05-06T10:05:00.000Z" });
  task = patchTask(task, progress({ message: "Scored 5 leads" }));
  expect(task).toMatchObject({ progress: 50, message: "Scored 5 leads", step: "score" });
  task = patchTask(task, { name: "ai:task:review", data: { task: "t1", proposals: 3 }, at });
  expect(task).toMatchObject({ status: "review", progress: 100, pending: 3 });
  task = patchTask(task, { name: "ai:task:completed", data: { task: "t1" }, at });
  expect(task).toMatchObject({ status: "completed", pending: 0, finishedAt: "2026-05-06T10:05:00.000Z" });
});

test("a failure says why, and a retry forgets it", () => {
  const failed = patchTask(aTask(), { name: "ai:task:failed", data: { code: "timeout", message: "too slow" }, at });
  expect(failed).toMatchObject({ status: "failed", error: { code: "timeout", message: "too slow" } });
  expect(patchTask(failed, { name: "ai:task:started", data: {}, at })).toMatchObject({ error: null, finishedAt: null });
});

test.each(["review", "completed", "failed", "cancelled"] as const)(
  "late progress does not revive what is %s",
  (status) => {
    const ended = aTask({ status });
    expect(patchTask(ended, progress({}))).toBe(ended);
  },
);

test("streamed text grows, and a result replaces it", () => {
  let task = patchTask(aTask(), progress({ partial: { text: "A bright ", from: 0 } }));
  task = patchTask(task, progress({ partial: { text: "corner", from: 9 } }));
  expect(task.partial).toEqual({ text: "A bright corner", from: 0 });
  expect(patchTask(task, progress({})).partial).toEqual({ text: "A bright corner", from: 0 });
  expect(patchTask(task, progress({ partial: { scored: 2 } })).partial).toEqual({ scored: 2 });
  expect(patchTask(task, progress({ step: "next" })).partial).toBeUndefined();
});

test.each([
  ["follows", { text: "Café ", from: 0 }, { text: "au lait", from: 6 }, { text: "Café au lait", from: 0 }],
  ["begins again", { text: "Café", from: 0 }, { text: "Tea", from: 0 }, { text: "Tea", from: 0 }],
  [
    "takes back an end",
    { text: "Café noir", from: 0 },
    { text: "au lait", from: 6 },
    { text: "Café au lait", from: 0 },
  ],
  ["came after a gap", { text: "Ca", from: 0 }, { text: "lait", from: 9 }, { text: "lait", from: 9 }],
  [
    "follows a text whose beginning was missed",
    { text: "au ", from: 6 },
    { text: "lait", from: 9 },
    { text: "au lait", from: 6 },
  ],
])("streamed text that %s", (_, before, part, after) => {
  expect(stream(before, part)).toEqual(after);
});

test("an answer that events overtook does not turn the task back", () => {
  const known = aTask({ status: "completed", progress: 100, finishedAt: "2026-05-06T10:05:00Z" });
  const fresh: Task = aTask({ status: "running", progress: 40, steps: [] });
  expect(mergeTask(known, fresh, true, true)).toMatchObject({ status: "completed", progress: 100 });
  expect(mergeTask(known, fresh, true, false)).toMatchObject({ status: "running", progress: 40 });
});

const writing = [{ name: "write", plugin: "p", version: "1", status: "running" as const, attempt: 1, output: null }];

test("an answer in the middle of a step tells what it has told so far, and its events go on from there", () => {
  const fresh = aTask({ status: "running", steps: writing, partial: { text: "A bright ", from: 0 } });
  const task = mergeTask(undefined, fresh, true, false);
  const next = progress({ step: "write", partial: { text: "corner", from: 9 } });
  expect(patchTask(task, next).partial).toEqual({ text: "A bright corner", from: 0 });
  // The event was received while the answer was on its way, which may tell of it or not.
  const heard = patchTask(aTask({ status: "running" }), next);
  for (const text of ["A bright ", "A bright corner"]) {
    const merged = mergeTask(heard, { ...fresh, partial: { text, from: 0 } }, true, true);
    expect(merged).toMatchObject({ step: "write", partial: { text: "A bright corner", from: 0 } });
  }
});

test.each([
  ["a later step's event", true, { step: "next", partial: { scored: 2 } }, { scored: 2 }],
  ["a later step that told nothing", true, { step: "next" }, undefined],
  ["a result that follows", true, { step: "write", partial: { scored: 2 } }, { scored: 2 }],
  ["an answer that nothing overtook", false, { step: "write", partial: { scored: 2 } }, { text: "A", from: 0 }],
])("of an answer in the middle of a step and %s the newer counts", (_, overtaken, told, partial) => {
  const known = patchTask(aTask({ status: "running" }), progress(told));
  const fresh = aTask({ status: "running", steps: writing, partial: { text: "A", from: 0 } });
  expect(mergeTask(known, fresh, true, overtaken).partial).toEqual(partial);
});

test("a list's answer leaves the output and the proposals that are known", () => {
  const known = aTask({ status: "review", output: { scored: 1 }, whole: true });
  expect(mergeTask(known, aTask({ status: "completed" }), false, false)).toMatchObject({
    status: "completed",
    output: { scored: 1 },
    whole: true,
  });
});
