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

/** Searches a text for terms that fair housing rules discourage. Findings are in the text's order. */
export function check(text: string): Finding[] {
  const found: Finding[] = [];
  for (const { words, ...why } of terms) {
    for (const match of text.matchAll(words)) {
      found.push({ words: match[0], at: match.index, ...why });
    }
  }
  return found.sort((a, b) => a.at - b.at);
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
