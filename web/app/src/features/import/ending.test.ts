import type { Proposal, ShownTask } from "@roomkey/client";
import { expect, test } from "vitest";
import { endingOf } from "./ending";

const client = { label: "Client", labels: "Clients" };
const done = [{ decisions: { "/status": "accepted" } } as unknown as Proposal];

function aTask(status: ShownTask["status"], more: Partial<ShownTask> = {}): ShownTask {
  return { status, pending: 0, proposed: 0, whole: true, proposals: [], ...more } as unknown as ShownTask;
}

test("an import that was completed says what it imported, and can be undone", () => {
  const ending = endingOf(aTask("completed"), { created: 1_200, merged: 2 }, client);
  expect(ending).toEqual({ is: "done", title: "1,200 clients imported, 2 merged", undo: true });
  expect(endingOf(aTask("completed"), { created: 1, merged: 0 }, client).title).toBe("1 client imported");
  expect(endingOf(aTask("completed"), { created: 0, merged: 0 }, client).undo).toBe(false);
});

test("an import that failed says so, and is undone only where it did something", () => {
  expect(endingOf(aTask("failed"), undefined, client)).toEqual({
    is: "failed",
    title: "The import failed",
    undo: false,
  });
  expect(endingOf(aTask("failed", { proposals: done }), undefined, client)).toMatchObject({
    title: "The import failed; what it had done stays",
    undo: true,
  });
});

test("an import whose changes wait tells how many, and one that was cancelled that it was", () => {
  const report = { created: 3, merged: 0 };
  expect(endingOf(aTask("review", { pending: 3 }), report, client).title).toBe("3 proposals to review");
  expect(endingOf(aTask("review", { pending: 1 }), report, client).title).toBe("1 proposal to review");
  expect(endingOf(aTask("cancelled"), undefined, client).title).toBe("The import was cancelled");
});
