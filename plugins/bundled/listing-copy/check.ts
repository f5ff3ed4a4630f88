import { fold } from "./fold.ts";
import { inProperName } from "./names.ts";
import { terms } from "./terms.ts";

/** Words in a text that should be avoided or checked. */
export interface Finding {
  words: string; // as in the text
  at: number; // characters before it
  level: "avoid" | "careful";
  about: string;
  reason: string;
  instead?: string;
}

/**
 * Searches a text for terms that fair housing rules discourage. Findings are in the text's order; of two about the same
 * words, the longer one counts.
 */
export function check(text: string): Finding[] {
  const folded = fold(text);
  const found: (Finding & { end: number })[] = [];
  for (const { words, names, ...why } of terms) {
    for (const match of folded.text.matchAll(words)) {
      const at = folded.from[match.index] ?? 0;
      const end = folded.to[match.index + match[0].length - 1] ?? text.length;
      if (names && inProperName(text, at, end)) continue;
      found.push({ words: text.slice(at, end), at, end, ...why });
    }
  }
  const rank = (f: { level: string; at: number; end: number }) => (f.level === "avoid" ? 1000 : 0) + f.end - f.at;
  return found
    .filter(
      (f, i) =>
        !found.some(
          (g, j) => j !== i && g.at < f.end && f.at < g.end && (rank(g) > rank(f) || (rank(g) === rank(f) && j < i)),
        ),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ end: _, ...finding }) => finding);
}

export const avoids = (findings: Finding[]) => findings.filter((finding) => finding.level === "avoid");

/** Figures in a text that are in none of the facts: a model may have made them up. */
export function unknownFigures(text: string, facts: string): Finding[] {
  const known = new Set(figures(facts).map(({ value }) => value));
  return figures(text)
    .filter(({ value }) => !known.has(value) && value > 4) // "two-car" and "all 4 sides" are words
    .map(({ words, at }) => ({
      words,
      at,
      level: "careful",
      about: "accuracy",
      reason: "is a figure that the listing does not have",
    }));
}

function figures(text: string): { words: string; at: number; value: number }[] {
  return [...text.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map((match) => ({
    words: match[0],
    at: match.index,
    value: Number(match[0].replaceAll(",", "")),
  }));
}
