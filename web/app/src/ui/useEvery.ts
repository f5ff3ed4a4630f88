import { useEffect } from "react";

/**
 * Calls f again and again, each time after a number of milliseconds, while the component is shown; never where that is
 * undefined. f stays the same function from one render to the next.
 */
export function useEvery(every: number | undefined, f: () => void): void {
  useEffect(() => {
    if (every === undefined) return;
    const timer = setInterval(f, every);
    return () => clearInterval(timer);
  }, [every, f]);
}
