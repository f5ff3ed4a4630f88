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
  useEffect(() => () => trial.current?.abort(), []);

  /** Asks what would become of the file. A later question takes the place of an earlier one. */
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
        if (said) setReport(said);
        else setFailure({ text: ended.error?.message ?? "The file could not be read." });
        return said !== undefined;
      } catch (cause) {
        if (!signal.aborted) setFailure(failureOf(cause));
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
      setFile({ name, id });
      setDecided(undecided);
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
    if (!file) return;
    setFailure(undefined);
    try {
      const begun = await client.tasks.run(workflow, inputOf(type, file.id, decided));
      setTask(begun.id);
      setStage("running");
      const ended = await client.tasks.ended(begun.id);
      setReport(reportOf(ended.output));
      setStage("done");
    } catch (cause) {
      setFailure(failureOf(cause));
    }
  };

  const again = () => {
    setStage("file");
    setFile(undefined);
    setReport(undefined);
    setTask(undefined);
    setFailure(undefined);
  };

  const cancel = () => task && running && isActive(running) && client.tasks.cancel(task);
  return { stage, setStage, file, decided, decide, report, checking, failure, choose, run, again, cancel, running };
}

export type Import = ReturnType<typeof useImport>;
