import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

// All that a machine can judge of WCAG 2.2 AA, in the light scheme. The dark one has the same pages in other colours.
const asked = {
  light: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
  dark: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
} as const;

/**
 * What WCAG 2.2 AA asks for and a machine can judge holds at both sizes and in both colour schemes, and on a phone
 * nothing is wider than it.
 */
export async function readable(page: Page, what: string): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
      const found = await judge(page, colorScheme);
      expect(found.told, `${what}, ${size}, ${colorScheme}`).toEqual([]);
      expect(found.passes, `${what}, ${size}, ${colorScheme}`).toBeGreaterThan(0);
      expect(found.wide, `${what}, ${size}, ${colorScheme}`).toBeLessThanOrEqual(0);
    }
  }
  await page.setViewportSize(sizes.desktop);
}

async function judge(page: Page, colorScheme: keyof typeof asked) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: { run: (options: unknown) => Promise<AxeResults> } };
    // Colours on their way from one scheme to the other are neither. To wait for an end that has been is in vain, and
    // what turns for ever has none.
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    for (const animation of ending) animation.finish();
    const { violations, passes } = await axe.run({ runOnly, resultTypes: ["violations"] });
    const told = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.html}`));
    return { told, passes: passes.length, wide: document.documentElement.scrollWidth - window.innerWidth };
  }, asked[colorScheme]);
}
