import { hands } from "./hands";
import { page } from "./page";

/** How long more urgent things may hold up what waits, in milliseconds. */
const longest = 100;

/** And how long people may who scroll, write or point without a pause. */
const longestWork = 2_000;

/**
 * Waits until the page has time: a frame, a click or an answer comes first, and whoever scrolls or writes until they
 * pause. Nothing waits where nobody looks.
 */
export async function idle(): Promise<void> {
  const { requestIdleCallback } = globalThis as Partial<typeof globalThis>; // Node and older browsers have none
  if (!requestIdleCallback || !page.isVisible()) return;
  await hands.rest(longestWork);
  await new Promise<void>((resolve) => {
    requestIdleCallback(() => resolve(), { timeout: longest });
  });
}
