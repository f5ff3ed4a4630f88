import { Problem, sentence, Unreachable } from "@roomkey/client";
import { useCallback, useState } from "react";

/** What a failed call says to the user, and the field at fault where the server names one. */
export type Failure = { text: string; field?: string };

/** The words for what was thrown by a call to the server. */
export function failureOf(cause: unknown): Failure {
  if (cause instanceof Problem) return { text: sentence(cause.message), field: cause.field };
  const mayBeDone = cause instanceof Unreachable && cause.mayBeDone;
  return {
    text: mayBeDone
      ? "Roomkey can't be reached. It may have been done all the same: look when you are connected again."
      : "Roomkey can't be reached. Nothing was changed; try again when you are connected.",
  };
}

/** The same in one text, with what became of the action. */
export function failureInWords(cause: unknown): string {
  const { text } = failureOf(cause);
  return cause instanceof Problem && cause.status < 500 ? `Nothing was changed: ${text}` : text;
}

/** Runs one action of the user at a time, and tells how it goes. run gives false where the action failed. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const run = useCallback(async (action: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setFailure(undefined);
    try {
      await action();
      return true;
    } catch (cause) {
      setFailure(failureOf(cause));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  /** What is wrong with a field, to show at it; the failure of no field that the form has is told by rest. */
  const at = (field: string) => (failure?.field === field ? failure.text : undefined);
  return { busy, failure, run, at };
}
