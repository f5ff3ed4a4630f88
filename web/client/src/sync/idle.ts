import { page } from "./page";

/** How long more urgent things may hold up what waits, in milliseconds. */
const longest = 100;

/** Waits until the page has time: a frame, a click or an answer comes first. Nothing waits where nobody looks. */
export function idle(): Promise<void> {
  const { requestIdleCallback } = globalThis as Partial<typeof globalThis>; // Node and older browsers have none
  if (!requestIdleCallback || !page.isVisible()) return Promise.resolve();
  return new Promise((resolve) => {
    requestIdleCallback(() => resolve(), { timeout: longest });
  });
}
