import type { Page } from "playwright-core";

/** As wide and as high as what a finger is to hit has to be, in pixels. */
const least = 44;

/** What can be tapped on a page and is smaller than a finger needs: "Remove the tag vip, button, 16 × 16". */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(findSmall, least);
}

/**
 * A target is an element with its labels, and with what its ::after puts around it, which takes taps for it. Of any
 * size, as WCAG 2.2 has it (2.5.5), may be a link within a sentence, what is off, and what has an equal elsewhere: a
 * row opens its record wherever it is tapped, and the agenda has what a calendar's columns show.
 */
function findSmall(least: number): string[] {
  const tapped = "a[href], button, input, select, textarea, summary, [role=option], [role=menuitem], [role=slider]";
  const within = document.querySelector("[aria-modal=true]") ?? document;
  return [...within.querySelectorAll<HTMLElement>(tapped)].filter(isTarget).flatMap((element) => {
    // A tap beside the values of a box of several is one on its input.
    const around = element.closest<HTMLElement>(".mantine-MultiSelect-input, .mantine-TagsInput-input");
    const boxes = [around ?? element, ...((element as HTMLInputElement).labels ?? [])].map(boxOf);
    const width = Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left));
    const height = Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top));
    const small = Math.min(width, height);
    if (small < 2 || small > least - 1) return []; // seen by its label alone, or large
    const name = element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40);
    return [`${name}, ${element.role ?? element.localName}, ${Math.round(width)} × ${Math.round(height)}`];
  });

  function isTarget(element: HTMLElement): boolean {
    if (
      !element.checkVisibility({ visibilityProperty: true }) ||
      element.matches(":disabled, [role=row] a[tabindex='-1']")
    ) {
      return false;
    }
    if (element.closest("[inert], [aria-hidden=true], [data-dense]")) return false;
    const sentence = element.parentElement?.textContent?.trim() !== element.textContent?.trim();
    return !(element.localName === "a" && getComputedStyle(element).display === "inline" && sentence);
  }

  function boxOf(element: HTMLElement) {
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    const around = getComputedStyle(element, "::after");
    const takesTaps = around.content !== "none" && around.position === "absolute";
    const beyond = (size: string, own: number) =>
      takesTaps ? Math.max(0, (Number.parseFloat(size) - own) / 2 || 0) : 0;
    const [x, y] = [beyond(around.width, width), beyond(around.height, height)];
    return { left: left - x, top: top - y, right: right + x, bottom: bottom + y };
  }
}
