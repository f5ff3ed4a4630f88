import { Problem, type Proposal, type ShownTask, type TaskStatus } from "@roomkey/client";
import { expect, test } from "vitest";
import { inTray, mayUndo, news, saidOf, silenceOf, stepsOf, tookOf, whyUnfetched } from "./words";

function aTask(more: Partial<ShownTask>): ShownTask {
  return {
    id: "t1",
    workflow: "w",
    title: "Score leads",
    user: "u1",
    room: "user:u1",
    status: "running",
    progress: 0,
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

const now = Date.parse("2026-05-06T12:00:00Z");

test("the tray shows what runs and waits, and what ended today until it is dismissed; the newest first", () => {
  const tasks = [
    aTask({ id: "running", createdAt: "2026-05-06T11:00:00Z" }),
    aTask({ id: "review", status: "review", createdAt: "2026-04-01T10:00:00Z" }),
    aTask({ id: "ended", status: "failed", finishedAt: "2026-05-06T11:30:00Z" }),
    aTask({ id: "old", status: "completed", finishedAt: "2026-05-01T11:30:00Z" }),
    aTask({ id: "dismissed", status: "completed", finishedAt: "2026-05-06T11:30:00Z" }),
    aTask({ id: "theirs", user: "u2" }),
  ];
  const shown = inTray(tasks, "u1", new Set(["dismissed", "running"]), now).map(({ id }) => id);
  expect(shown).toEqual(["running", "ended", "review"]);
});

test("the news is a change of status, never progress, and never what was over before", () => {
  expect(news(undefined, aTask({}))).toBe("Score leads is running");
  expect(news("running", aTask({ progress: 50 }))).toBeUndefined();
  expect(news("running", aTask({ status: "review" }))).toBe("Score leads is ready for review");
  expect(news("running", aTask({ status: "failed", error: { code: "exit", message: "no leads" } }))).toBe(
    "Score leads has failed: no leads",
  );
  expect(news(undefined, aTask({ status: "completed" }))).toBeUndefined();
});

test("steps are done, under way or ahead; a single one is not listed", () => {
  const step = (name: string, status: TaskStatus = "queued") => {
    return { name, plugin: "p", version: "1", status, attempt: 0, output: null };
  };
  const is = (more: Partial<ShownTask>) => stepsOf(aTask(more)).map((step) => step.is);
  const steps = [step("find", "completed"), step("write", "running"), step("check")];
  expect(is({ steps })).toEqual(["done", "now", "ahead"]);
  expect(is({ steps: steps.map(({ name }) => step(name)), step: "check" })).toEqual(["done", "done", "now"]);
  expect(is({ steps: [step("find", "completed"), step("write", "failed")], status: "failed" })).toEqual([
    "done",
    "failed",
  ]);
  expect(is({ steps: [step("score", "running")] })).toEqual([]);
});

test("a task takes until it has ended, or until now", () => {
  const startedAt = "2026-05-06T11:59:51Z";
  expect(tookOf(aTask({ startedAt }), now)).toBe("9 s");
  expect(tookOf(aTask({ startedAt, status: "completed", finishedAt: "2026-05-06T12:04:00Z" }), now)).toBe("4 min");
  expect(tookOf(aTask({}), now)).toBe("");
});

test("undo is offered where something was accepted", () => {
  const proposal = (decision: "accepted" | "rejected" | "undone"): Proposal => ({
    record: "r",
    type: "lead",
    new: false,
    step: "score",
    changes: { "/score": [null, 80] },
    status: decision,
    decisions: { "/score": decision },
  });
  expect(mayUndo(aTask({ status: "completed", whole: true, proposals: [proposal("accepted")] }))).toBe(true);
  expect(mayUndo(aTask({ status: "completed", whole: true, proposals: [proposal("undone")] }))).toBe(false);
  expect(mayUndo(aTask({ status: "completed", proposed: 3 }))).toBe(true);
  expect(mayUndo(aTask({ status: "completed" }))).toBe(false);
  expect(mayUndo(aTask({ status: "running", proposed: 3 }))).toBe(false);
});

test.each([
  [aTask({ message: "Scored 3 leads" }), "Scored 3 leads"],
  [aTask({ status: "review", pending: 1, message: "Writing" }), "1 record to review"],
  [aTask({ status: "failed", error: { code: "exit", message: "there is no such lead" } }), "There is no such lead."],
  [aTask({ status: "completed", message: "Writing" }), ""],
])("of a task is said what is still true: %o", (task, said) => {
  expect(saidOf(task)).toBe(said);
});

test("a region that can't be reached is named", () => {
  expect(silenceOf(["fra"])).toBe("Region fra can't be reached now: its tasks are missing here.");
  expect(silenceOf(["fra", "iad"])).toMatch(/^The regions fra and iad can't be reached now/);
  const away = "the task is in region fra, which can't be reached now";
  expect(whyUnfetched(new Problem(503, "unavailable", away))).toMatch(/^The task is in region fra,/);
  expect(whyUnfetched(new Problem(500, "internal", "something went wrong here"))).toMatch(/could not answer/);
});
