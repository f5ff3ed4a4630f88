/** Longest wait between two attempts to connect, in milliseconds. */
export const MAX_WAIT_MS = 30_000;

/** How long a connection must last before the next failure counts as the first, in milliseconds. */
export const STABLE_MS = 60_000;

/**
 * Full jitter: a random wait between 0 and min(30 s, 0.5 s · 2^attempt), in milliseconds. The wait that the server
 * asks for in its closing reason, if any, comes before it. chance is in [0, 1).
 */
export function wait(attempt: number, chance: number, reason = ""): number {
  const asked = Math.round(Number(/^retry-after=(\d{1,4}(\.\d{1,3})?)$/.exec(reason)?.[1] ?? 0) * 1_000);
  return asked + Math.floor(chance * Math.min(MAX_WAIT_MS, 500 * 2 ** Math.min(attempt, 10)));
}

/** Whether a close code asks the client to connect again (docs/protocol.md, "Close codes"). */
export function mayReconnect(code: number): boolean {
  return !((code >= 3500 && code <= 3999) || (code >= 4500 && code <= 4999));
}
