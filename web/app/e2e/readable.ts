import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { smallTargets } from "./targets";

const desktop = { width: 1280, height: 800 };
const narrow = { width: 320, height: 640 };

// All that a machine can judge of WCAG 2.2 AA. The dark scheme has the same pages in other colours.
const everything = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
const colours = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** The ways in which a page is looked at. The last is a zoom of 200 %: half of the pixels in each direction. */
const looks = [
  { look: "light", size: desktop, colorScheme: "light", runOnly: everything },
  { look: "dark", size: desktop, colorScheme: "dark", runOnly: colours },
  { look: "320 pixels wide", size: narrow, colorScheme: "light", runOnly: everything },
  { look: "zoomed to 200 %", size: { width: 640, height: 400 }, colorScheme: "light", runOnly: undefined },
] as const;

// What is the same on every page, and rows after the first ones, are judged on the first page alone; so are the
// colours of narrow pages, which are those of wide ones.
const repeated = [
  ["nav[aria-label=Main]"],
  ["nav[aria-label=Settings]"],
  ["[role=row]:nth-child(n+6)"],
  ["[role=listitem]:nth-child(n+4)"],
];

// A page takes two seconds to judge in each way. In light all are judged; dark or narrow they are in turns, but for the
// pages that are judged whole. With TEST_SOAK every page is judged in every way.
const turns = ["dark", "320 pixels wide"];
let judged = 0;

/** A page, or what is opened over it, that can be shown again in each of the ways. */
export type Screen = {
  what: string;
  show: () => Promise<unknown>; // until all of it is there, on a wide page and a narrow one
  whole?: boolean; // judged with what is the same on every page, and in all ways
};

/**
 * What WCAG 2.2 AA asks for and a machine can judge holds at both sizes and in both colour schemes, nothing is wider
 * than a narrow or zoomed page, nothing moves where people ask for less motion, as the page's browser must, and on a
 * narrow page whatever is tapped is large enough for a finger.
 *
 * All screens are shown in one way, and then in the next: a page takes ten times longer to become narrow or dark than
 * to show another screen.
 */
export async function allReadable(page: Page, screens: readonly Screen[]): Promise<void> {
  const inTurns = screens.map((screen) => ({ ...screen, turn: turns[judged++ % turns.length] }));
  for (const way of looks) {
    const isDue = ({ whole, turn }: (typeof inTurns)[number]) =>
      whole || way.look === "light" || way.look === turn || Boolean(process.env.TEST_SOAK);
    const shown = way.look === "dark" ? inTurns.filter(isDue) : inTurns; // what is dark is as wide as in light
    if (shown.length === 0) continue;
    await page.setViewportSize(way.size);
    await page.emulateMedia({ colorScheme: way.colorScheme });
    await page.locator(`html[data-mantine-color-scheme=${way.colorScheme}]`).waitFor();
    for (const screen of shown) {
      await screen.show();
      await readableIn(page, way, screen, isDue(screen));
    }
  }
  await page.setViewportSize(desktop);
}

/** The same of what is shown now. */
export function readable(page: Page, what: string, { whole = false } = {}): Promise<void> {
  return allReadable(page, [{ what, whole, show: async () => undefined }]);
}

async function readableIn(page: Page, way: (typeof looks)[number], { what, whole }: Screen, isJudged: boolean) {
  const { look, size, runOnly } = way;
  const { wide, moving } = await page.evaluate(measure);
  expect(wide, `${what}, ${look}`).toBeLessThanOrEqual(0);
  expect(moving, `${what}, ${look}`).toEqual([]);
  if (size === narrow) expect.soft(await smallTargets(page), `${what}, ${look}`).toEqual([]);
  if (!runOnly || !isJudged) return;
  const found = await judge(page, runOnly, whole ? [] : repeated, size !== narrow || Boolean(whole));
  expect(found.told, `${what}, ${look}`).toEqual([]);
  expect(found.passes, `${what}, ${look}`).toBeGreaterThan(0);
}

/** How many pixels the page is wider than its window, and what moves for longer than a moment. */
async function measure() {
  // What takes a frame to change, as colours do from one part to the next within it, has done so.
  for (let frame = 0; frame < 30; frame++) {
    await new Promise(requestAnimationFrame);
    if (frame > 1 && document.getAnimations().length === 0) break;
  }
  const moving = document.getAnimations().filter(({ effect }) => Number(effect?.getComputedTiming().endTime) > 10);
  return {
    wide: document.documentElement.scrollWidth - window.innerWidth,
    moving: moving.map(({ effect }) => (effect as KeyframeEffect).target?.outerHTML.slice(0, 200)),
  };
}

async function judge(page: Page, runOnly: typeof everything | typeof colours, exclude: string[][], contrast: boolean) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const options = { runOnly, rules: { "color-contrast": { enabled: contrast } }, preload: false };
  return page.evaluate(
    async ({ options, exclude }) => {
      const { axe } = window as unknown as { axe: { run: (what: unknown, options: unknown) => Promise<AxeResults> } };
      const over = document.querySelector("[aria-modal=true]"); // what is below can't be used while this is open
      const { violations, passes } = await axe.run(
        { include: over ?? document, exclude },
        { ...options, resultTypes: ["violations"] },
      );
      const told = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.html}`));
      return { told, passes: passes.length };
    },
    { options, exclude },
  );
}
