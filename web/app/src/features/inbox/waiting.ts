import type { Row, ShownTask, TaskStatus } from "@roomkey/client";
import type { Day } from "../../trade/days";
import { deadlinesOf } from "../../trade/deadlines";
import { unanswered } from "../../trade/leads";

/** What of the user's own waits for them: leads that had no reply, and how many deadlines are today or late. */
export type Waiting = { leads: readonly Row[]; today: number; late: number };

/** What waits for a user on a day. What is archived waits for nobody. */
export function waitingFor(rows: Iterable<Row>, user: string, today: Day): Waiting {
  const own = [...rows].filter(({ owner, archivedAt, deletedAt }) => owner === user && !archivedAt && !deletedAt);
  const due = own
    .filter(({ type }) => type === "escrow")
    .flatMap((row) => deadlinesOf(row, today))
    .filter(({ day }) => day <= today);
  const late = due.filter(({ day }) => day < today).length;
  return { leads: unanswered(own), today: due.length - late, late };
}

/** "3 new leads wait for a first reply"; undefined where none does. */
export function leadsInWords(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1 ? "A new lead waits for a first reply" : `${count} new leads wait for a first reply`;
}

/** "2 deadlines are today, 1 is late"; undefined where none is either. */
export function deadlinesInWords({ today, late }: Pick<Waiting, "today" | "late">): string | undefined {
  const are = (count: number) => (count === 1 ? "is" : "are");
  const noun = (count: number) => (count === 1 ? "deadline" : "deadlines");
  if (today === 0) return late === 0 ? undefined : `${late} ${noun(late)} ${are(late)} late`;
  const more = late === 0 ? "" : `, ${late} ${are(late)} late`;
  return `${today} ${noun(today)} ${are(today)} today${more}`;
}

/** The user's tasks whose result waits to be looked at. */
export function toReview(tasks: ReadonlyMap<string, ShownTask>, user: string): ShownTask[] {
  return [...tasks.values()].filter((task) => task.status === "review" && task.user === user && !task.dryRun);
}

/** Those of them that were under way when known was noted. */
export function newlyToReview(
  known: ReadonlyMap<string, TaskStatus>,
  tasks: ReadonlyMap<string, ShownTask>,
  user: string,
): ShownTask[] {
  return toReview(tasks, user).filter(({ id }) => known.get(id) === "queued" || known.get(id) === "running");
}
