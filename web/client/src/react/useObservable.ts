import { useSyncExternalStore } from "react";
import type { Observable } from "../lib/observable";

/** The observable's value, now and after each change. */
export function useObservable<T>(observable: Observable<T>): T;
/** The result of select on the observable's value. The component is drawn again when the result changes (Object.is). */
export function useObservable<T, S>(observable: Observable<T>, select: (value: T) => S): S;
export function useObservable<T, S>(observable: Observable<T>, select?: (value: T) => S): T | S {
  return useSyncExternalStore(observable.watch, () => (select ? select(observable.get()) : observable.get()));
}
