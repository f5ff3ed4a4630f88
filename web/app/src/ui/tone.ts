/**
 * What a colour says, the same in every part: accent acts or selects, violet is AI and nothing else, red late or
 * refused, amber soon or to choose, green done, blue open, orange between, gray at rest.
 */
export type Tone = "gray" | "green" | "amber" | "orange" | "red" | "blue" | "violet" | "accent";

/** The class that gives a part its tone's variables (tone.css). */
export function toneClass(tone: Tone): string {
  return `rk-${tone}`;
}
