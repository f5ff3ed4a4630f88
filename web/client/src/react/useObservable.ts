import { useCallback, useSyncExternalStore } from "react";
import type { Observable } from "../lib/observable";
import { beforeFrame } from "./frame";

/** The observable's value, now and after each change. */
export function useObservable<T>(observable: Observable<T>): T;
/** The result of select on the observable's value. The component is drawn again when the result changes (Object.is). */
export function useObservable<T, S>(observable: Observable<T>, select: (value: T) => S): S;
export function useObservable<T, S>(observable: Observable<T>, select?: (value: T) => S): T | S {
  return useSyncExternalStore(observable.watch, () => (select ? select(observable.get()) : observable.get()));
}

/**
 * The same for what may change many times a second, such as what waits to be sent while somebody types: it is drawn at
 * most once a frame. Not for the value of an input, which has to be there at once.
 */
export function useObservableByFrame<T, S>(observable: Observable<T>, select: (value: T) => S): S {
  const watch = useCallback(
    (changed: () => void) => {
      const framed = beforeFrame(changed);
      const unwatch = observable.watch(framed.ask);
      return () => {
        unwatch();
        framed.stop();
      };
    },
    [observable],
  );
  return useSyncExternalStore(watch, () => select(observable.get()));
}
