import { useSyncExternalStore } from "react";
import type { Observable } from "../lib/observable";

/** The observable's value, now and after each change. */
export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.watch, observable.get);
}
