import { type Parsed, problem, understood } from "./parsed";

/** The longest string of a field, and of one that holds prose, in bytes of UTF-8; as in crm of the server. */
export const maxStringBytes = 4_096;
export const maxTextBytes = 400_000;

const controls = /[^\P{Cc}\t\n]|[\u202a-\u202e]/gu;

/** A text as a field holds it: without control characters, and on one line unless it is prose. */
export function cleanText(text: string, multiLine: boolean): string {
  const lines = text.toWellFormed().replace(/\r\n?/g, "\n");
  return (multiLine ? lines : lines.replaceAll("\n", " ")).replace(controls, "");
}

/** Whether there is something to read in a text: a letter, a digit or a sign that is drawn. */
export function isBlank(text: string): boolean {
  return !/[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}

/** Reads a text of one line, or prose; white space around it goes. */
export function parseText(typed: string, rules: { name?: boolean; multiLine?: boolean } = {}): Parsed<string> {
  const { name = false, multiLine = false } = rules;
  const text = cleanText(typed, multiLine).trim();
  const limit = multiLine ? maxTextBytes : maxStringBytes;
  if (new TextEncoder().encode(text).length > limit) {
    return problem(`That is too long: at most ${limit.toLocaleString("en-US")} characters fit.`);
  }
  if (name && isBlank(text)) return problem("Enter something that can be read.");
  return understood(text, text);
}
