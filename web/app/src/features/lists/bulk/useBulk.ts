import { api } from "@roomkey/client";
import { useCallback, useState } from "react";
import type { Call, Done } from "./act";

/** What a bulk edit has come to: what its toast says. */
export type Outcome =
  | { is: "none" }
  | { is: "busy"; text: string }
  | { is: "done"; text: string; problems: string[]; undo?: () => void };

/** Runs bulk edits one after the other, and tells what became of the last one. */
export function useBulk(one: string, many: string) {
  const [outcome, setOutcome] = useState<Outcome>({ is: "none" });
  const run = useCallback(
    async (verb: string, work: () => Promise<Done>) => {
      setOutcome({ is: "busy", text: "Working…" });
      try {
        const done = await work();
        const count = `${done.changed.toLocaleString("en-US")} ${done.changed === 1 ? one : many}`;
        const undo = () => void run("restored to what they were", done.undo);
        setOutcome({
          is: "done",
          text: `${count} ${verb}`,
          problems: [...new Set(done.failed)].map((why) => `${done.failed.length} not: ${why}`),
          undo: done.changed > 0 && verb !== "restored to what they were" ? undo : undefined,
        });
      } catch (cause) {
        const why = cause instanceof TypeError ? "The server can't be reached." : String((cause as Error).message);
        setOutcome({ is: "done", text: "Nothing was changed", problems: [why] });
      }
    },
    [one, many],
  );
  const act = useCallback(
    (verb: string, work: (call: Call) => Promise<Done>) => void run(verb, () => work(api)),
    [run],
  );
  return { outcome, act, dismiss: useCallback(() => setOutcome({ is: "none" }), []) };
}
