import { api } from "@roomkey/client";
import { useCallback, useState } from "react";
import { tellDone, toasts } from "../../../ui/toasts";
import { failureInWords } from "../../../ui/useAction";
import type { Call, Done } from "./act";

/** Runs bulk edits, and tells in a toast what became of each, with Undo. One and many name the records. */
export function useBulk(one: string, many: string) {
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    async (verb: string, work: () => Promise<Done>, undoing = false) => {
      setBusy(true);
      try {
        const done = await work();
        const count = `${done.changed.toLocaleString("en-US")} ${done.changed === 1 ? one : many}`;
        const undo = () => void run("put back", done.undo, true);
        if (done.changed > 0 || done.failed.length === 0) {
          tellDone(`${count} ${verb}`, undoing || done.changed === 0 ? undefined : undo);
        }
        if (done.failed.length > 0) toasts.show({ text: `${done.failed.length} not ${verb}: ${done.failed[0]}` });
      } catch (cause) {
        toasts.show({ text: failureInWords(cause) });
      } finally {
        setBusy(false);
      }
    },
    [one, many],
  );
  const act = useCallback(
    (verb: string, work: (call: Call) => Promise<Done>) => void run(verb, () => work(api)),
    [run],
  );
  return { busy, act };
}
