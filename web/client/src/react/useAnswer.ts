import { useCallback, useEffect, useState } from "react";
import { get } from "../sync/http";

/** What the server answers to a GET, as a component sees it. What was there stays while it is asked again. */
export type AnswerState<T> = {
  value?: T;
  error?: Error;
  loading: boolean;
  retry: () => void;
};

/**
 * Asks the server, again whenever key changes; an answer without these members is none. For what is no record: records
 * are rows and documents.
 */
export function useAnswer<T>(
  path: string,
  members: readonly (keyof T & string)[],
  key: unknown = undefined,
): AnswerState<T> {
  const [state, setState] = useState<Omit<AnswerState<T>, "retry">>({ loading: true });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: path, key and attempt say when to ask again
  useEffect(() => {
    let left = false;
    setState((before) => ({ ...before, loading: true }));
    get<T>(path, members).then(
      (value) => left || setState({ value, loading: false }),
      (error: Error) => left || setState((before) => ({ ...before, error, loading: false })),
    );
    return () => {
      left = true;
    };
  }, [path, key, attempt]);
  const retry = useCallback(() => setAttempt((number) => number + 1), []);
  return { ...state, retry };
}
