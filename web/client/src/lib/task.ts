import type { Task, TaskStatus } from "./api";

export type { Decision, Proposal, Skip, Task, TaskPlace, TaskStatus } from "./api";

/** What a model has said, from that many bytes on. */
export type Streamed = { text: string; from: number };

/** A task as it is shown: what the server tells, and what its events have told since. */
export type ShownTask = Task & {
  step?: string; // under way
  whole?: boolean; // output and proposals are there
  wholeAs?: TaskStatus; // the status that it had when these were told
  words?: string; // the sentence that it was run with, where that was on this page
};

type TaskEvent = { name: string; data: Record<string, unknown>; at: number };

/** Whether a task has not come to its end, or to its review. */
export function isActive({ status }: Pick<Task, "status">): boolean {
  return status === "queued" || status === "running";
}

/** The task that an event tells the start of, as far as it tells. */
export function begunTask(room: string, { data, at }: TaskEvent): ShownTask {
  return {
    id: String(data.task),
    workflow: String(data.workflow),
    title: String(data.title),
    user: String(data.user),
    room,
    ...(data.dryRun === true && { dryRun: true }),
    status: "running",
    progress: 0,
    message: "",
    steps: [],
    output: null,
    error: null,
    proposed: 0,
    pending: 0,
    proposals: [],
    createdAt: new Date(at).toISOString(),
    startedAt: new Date(at).toISOString(),
    finishedAt: null,
  };
}

/** The task after an event of its room. */
export function patchTask(task: ShownTask, { name, data, at }: TaskEvent): ShownTask {
  const time = new Date(at).toISOString();
  switch (name) {
    case "ai:task:started":
      return {
        ...task,
        status: "running",
        wholeAs: undefined,
        startedAt: time,
        finishedAt: null,
        error: null,
        partial: undefined,
      };
    case "ai:task:progress": {
      if (task.status !== "running" && task.status !== "queued") return task; // it came late
      const step = String(data.step);
      const before = step === task.step ? task.partial : undefined;
      return {
        ...task,
        status: "running",
        progress: Number(data.percent),
        message: String(data.message ?? ""),
        step,
        partial: grown(before, data.partial),
      };
    }
    case "ai:task:review":
      return { ...task, status: "review", progress: 100, pending: Number(data.proposals), partial: undefined };
    case "ai:task:completed":
      return { ...task, status: "completed", progress: 100, pending: 0, finishedAt: time, partial: undefined };
    case "ai:task:failed": {
      const error = { code: String(data.code), message: String(data.message ?? "") };
      return { ...task, status: "failed", error, finishedAt: time, partial: undefined };
    }
    case "ai:task:cancelled":
      return { ...task, status: "cancelled", finishedAt: time, partial: undefined };
  }
  return task;
}

/**
 * Merges a known task with an answer about it. A list leaves out outputs and proposals. Events that arrived while the
 * answer was on its way (overtaken) are newer than the answer.
 */
export function mergeTask(known: ShownTask | undefined, fresh: Task, whole: boolean, overtaken: boolean): ShownTask {
  const step = fresh.steps.find(({ status }) => status === "running")?.name;
  const wholeAs = whole ? fresh.status : known?.wholeAs;
  if (!known) return { ...fresh, step, whole, wholeAs };
  const merged: ShownTask = { ...fresh, step: step ?? known.step, whole: whole || known.whole, wholeAs };
  if (known.words) merged.words = known.words;
  merged.partial ??= known.partial;
  if (!whole) {
    merged.proposals = known.proposals;
    merged.output = known.output;
    if (fresh.steps.length === 0) merged.steps = known.steps;
  }
  if (overtaken) {
    const { status, progress, message, pending, error, startedAt, finishedAt } = known;
    Object.assign(merged, { status, progress, message, pending, error, startedAt, finishedAt });
    merged.step = known.step ?? step;
    merged.partial = grown(merged.step === step ? fresh.partial : undefined, known.partial);
  }
  if (!isActive(merged)) merged.partial = undefined;
  return merged;
}

function grown(before: unknown, partial: unknown): unknown {
  if (partial === undefined) return before;
  return isStreamed(partial) ? stream(isStreamed(before) ? before : undefined, partial) : partial;
}

/** Whether a partial result is text of the model's, rather than a result of the plugin's. */
export function isStreamed(partial: unknown): partial is Streamed {
  const { text, from } = (partial ?? {}) as Partial<Streamed>;
  return typeof text === "string" && typeof from === "number";
}

/** Streamed text with the part that follows; a model that begins again takes back what it said. */
export function stream(before: Streamed | undefined, part: Streamed): Streamed {
  if (!before || part.from <= before.from) return part;
  const bytes = new TextEncoder().encode(before.text);
  const keep = part.from - before.from;
  if (keep > bytes.length) return part; // a part between them was missed
  return { text: new TextDecoder().decode(bytes.subarray(0, keep)) + part.text, from: before.from };
}
