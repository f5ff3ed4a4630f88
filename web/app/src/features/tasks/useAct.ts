import { Problem, sentence } from "@roomkey/client";
import { useState } from "react";

/** What a failed call says to the user. */
export function explainFailure(cause: unknown): string {
  if (cause instanceof Problem) return sentence(cause.message);
  return "Roomkey can't be reached. Tasks need a connection.";
}

/** Runs one of the user's acts on tasks at a time, and tells how it goes. act gives undefined where it failed. */
export function useAct() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const act = async <T>(f: () => Promise<T>): Promise<T | undefined> => {
    setBusy(true);
    setError(undefined);
    try {
      return await f();
    } catch (cause) {
      setError(explainFailure(cause));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, act };
}
