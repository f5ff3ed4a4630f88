import { isActive } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { type Failure, failureOf } from "../../ui/useAction";
import { type Decisions, inputOf, type Report, reportOf, undecided } from "./preview";

const workflow = "csv-import";

/** Where an import stands. */
export type Stage = "file" | "columns" | "duplicates" | "running" | "done";

/** The file that is imported. */
export type Chosen = { name: string; id: string };

/** One import, from the choice of a file to its undo. Nothing is written before run. */
export function useImport(type: string) {
  const { client } = useSession();
  const [stage, setStage] = useState<Stage>("file");
  const [file, setFile] = useState<Chosen>();
  const [decided, setDecided] = useState<Decisions>(undecided);
  const [report, setReport] = useState<Report>();
  const [checking, setChecking] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [task, setTask] = useState<string>();
  const running = useObservable(client.tasks.all, (all) => (task ? all.get(task) : undefined));
  const trial = useRef<AbortController>(undefined);
  const page = useRef<AbortController>(undefined); // aborted when the page is left
  const seen = useRef(undecided); // the decisions of the last trial run that told what would become of the file
  const starting = useRef(false);
  useEffect(() => {
    const here = new AbortController();
    page.current = here;
    return () => {
      here.abort();
      trial.current?.abort();
    };
  }, []);

  /**
   * Asks what would become of the file. A later question takes the place of an earlier one, and decisions that were
   * not answered are taken back: an import runs as it was shown.
   */
  const check = useCallback(
    async (id: string, decisions: Decisions): Promise<boolean> => {
      trial.current?.abort();
      const question = new AbortController();
      const { signal } = question;
      trial.current = question;
      setChecking(true);
      setFailure(undefined);
      try {
        const begun = await client.tasks.tryOut(workflow, inputOf(type, id, decisions));
        const ended = await client.tasks.ended(begun.id, signal);
        if (signal.aborted) return false;
        const said = reportOf(ended.output);
        if (!said) {
          setFailure({ text: ended.error?.message ?? "The file could not be read." });
          setDecided(seen.current);
          return false;
        }
        seen.current = decisions;
        setReport(said);
        return true;
      } catch (cause) {
        if (signal.aborted) return false;
        setFailure(failureOf(cause));
        setDecided(seen.current);
        return false;
      } finally {
        if (!signal.aborted) setChecking(false);
      }
    },
    [client, type],
  );

  const choose = async (content: Blob, name: string) => {
    setChecking(true);
    setFailure(undefined);
    try {
      const id = await client.tasks.send(content);
      if (page.current?.signal.aborted) return;
      setFile({ name, id });
      setDecided(undecided);
      seen.current = undecided;
      if (await check(id, undecided)) setStage("columns");
    } catch (cause) {
      setFailure(failureOf(cause));
      setChecking(false);
    }
  };

  const decide = (change: Partial<Decisions>) => {
    const next = { ...decided, ...change };
    setDecided(next);
    if (file) void check(file.id, next);
  };

  const run = async () => {
    if (!file || starting.current) return; // one import for two clicks
    starting.current = true;
    const signal = page.current?.signal;
    setChecking(true);
    setFailure(undefined);
    try {
      const begun = await client.tasks.run(workflow, inputOf(type, file.id, decided));
      setTask(begun.id);
      setStage("running");
      setChecking(false);
      const ended = await client.tasks.ended(begun.id, signal);
      setReport(reportOf(ended.output));
      setStage("done");
    } catch (cause) {
      if (!signal?.aborted) setFailure(failureOf(cause));
    } finally {
      starting.current = false;
      setChecking(false);
    }
  };

  const again = () => {
    setStage("file");
    setFile(undefined);
    setReport(undefined);
    setTask(undefined);
    setFailure(undefined);
  };

  const cancel = async () => {
    if (!task || !running || !isActive(running)) return;
    setFailure(undefined);
    await client.tasks.cancel(task).catch((cause) => setFailure(failureOf(cause)));
  };
  return { stage, setStage, file, decided, decide, report, checking, failure, choose, run, again, cancel, running };
}

export type Import = ReturnType<typeof useImport>;
