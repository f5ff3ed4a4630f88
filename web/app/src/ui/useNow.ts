import { serverNow } from "@roomkey/client";
import { useEffect, useState } from "react";

/**
 * The time, told again every so many milliseconds while the component is shown: by the server's clock, which records
 * go by, or by another.
 */
export function useNow(every: number, clock: () => number = serverNow): number {
  const [now, setNow] = useState(clock);
  useEffect(() => {
    setNow(clock());
    const timer = setInterval(() => setNow(clock()), every);
    return () => clearInterval(timer);
  }, [every, clock]);
  return now;
}
