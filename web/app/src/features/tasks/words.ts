import type { User } from "@roomkey/client";
import { isActive, Problem, type ShownTask, sentence, type Task, type TaskStatus } from "@roomkey/client";
import { span } from "../../trade/span";
import type { Tone } from "../../ui/tone";
import { whyInWords } from "../../ui/why";

/** How long the end of a task is shown in the tray unless it is dismissed, in milliseconds. */
const freshFor = 24 * 60 * 60 * 1_000;

const statuses: Record<TaskStatus, { label: string; tone: Tone }> = {
  queued: { label: "Waiting", tone: "gray" },
  running: { label: "Running", tone: "violet" },
  review: { label: "Ready for review", tone: "violet" },
  completed: { label: "Completed", tone: "green" },
  failed: { label: "Failed", tone: "red" },
  cancelled: { label: "Cancelled", tone: "gray" },
};

/** A status as people read it, and the colour of its pill. */
export function statusOf({ status }: Pick<Task, "status">): { label: string; tone: Tone } {
  return statuses[status];
}

/** The tasks in the tray, newest first: the user's own that are under way, in review, or ended within a day. */
export function inTray(
  tasks: Iterable<ShownTask>,
  user: string,
  dismissed: ReadonlySet<string>,
  now: number,
): ShownTask[] {
  return [...tasks]
    .filter((task) => {
      if (task.user !== user || task.dryRun) return false;
      if (isActive(task)) return true;
      if (dismissed.has(task.id)) return false;
      return task.status === "review" || now - Date.parse(task.finishedAt ?? task.createdAt) < freshFor;
    })
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.id < b.id ? 1 : -1));
}

/** A step as it is listed. */
export type ShownStep = { name: string; is: "done" | "now" | "failed" | "ahead" };

/** The steps of a task; of one with a single step none, for its title says it. */
export function stepsOf(task: ShownTask): ShownStep[] {
  const { steps } = task;
  if (steps.length < 2) return [];
  const named = isActive(task) ? steps.findIndex(({ name }) => name === task.step) : -1;
  return steps.map(({ name, status }, index) => {
    if (status === "failed" || status === "cancelled") return { name, is: "failed" };
    if (status === "completed" || status === "review" || index < named) return { name, is: "done" };
    return { name, is: index === named || (named < 0 && status === "running") ? "now" : "ahead" };
  });
}

/** How long a task has taken, or takes until now: "9 s", "4 min"; empty where it has not begun. */
export function tookOf({ startedAt, finishedAt, status }: ShownTask, now: number): string {
  const from = Date.parse(startedAt ?? "");
  const to = finishedAt ? Date.parse(finishedAt) : isActive({ status }) ? now : Number.NaN;
  const took = to - from;
  if (Number.isNaN(took)) return "";
  return took < 60_000 ? `${Math.max(0, Math.floor(took / 1_000))} s` : span(took);
}

/** What there is to say of a task beside its status: its last word while it is under way, then what came of it. */
export function saidOf(task: ShownTask): string {
  switch (task.status) {
    case "queued":
    case "running":
      return task.message;
    case "review":
      return task.pending === 1 ? "1 record to review" : `${task.pending.toLocaleString("en-US")} records to review`;
    case "failed":
      return task.error?.message ? sentence(task.error.message) : "";
  }
  return "";
}

/** Which tasks a list lacks, because their regions can't be reached. */
export function silenceOf(regions: string[]): string {
  const names = new Intl.ListFormat("en-US").format(regions);
  return regions.length === 1
    ? `Region ${names} can't be reached now: its tasks are missing here.`
    : `The regions ${names} can't be reached now: their tasks are missing here.`;
}

/** Why a task could not be fetched: the server names the region that can't be reached. */
export function whyUnfetched(cause: Error): string {
  return cause instanceof Problem && cause.code === "unavailable" ? sentence(cause.message) : whyInWords(cause);
}

/** What a screen reader is told when a task's status changes; its progress is not read out. */
export function news(before: TaskStatus | undefined, task: ShownTask): string | undefined {
  if (before === task.status) return undefined;
  switch (task.status) {
    case "queued":
      return undefined;
    case "running":
      return `${task.title} is running`;
    case "review":
      return before && `${task.title} is ready for review`;
    case "completed":
      return before && `${task.title} is completed`;
    case "failed":
      return before && `${task.title} has failed${task.error?.message ? `: ${task.error.message}` : ""}`;
    case "cancelled":
      return before && `${task.title} was cancelled`;
  }
}

/** Whether the user may do more to a task than look at it: the caller and the brokers may. */
export function mayAct(user: Pick<User, "id" | "role">, task: Pick<Task, "user">): boolean {
  return task.user === user.id || user.role === "broker";
}

export function mayRetry({ status }: Task): boolean {
  return status === "failed" || status === "cancelled";
}

/** Whether something of the task was accepted, as far as is known: a list tells only how much was proposed. */
export function mayUndo(task: ShownTask): boolean {
  if (isActive(task)) return false;
  if (!task.whole) return task.proposed > task.pending;
  return task.proposals.some(({ decisions }) => Object.values(decisions).includes("accepted"));
}
