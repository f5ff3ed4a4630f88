import { type Parsed, plainText, problem, quoted, understood } from "./parsed";

/** Reads an option by its value or by what people call it, in any case. */
export function parseOption(
  typed: string,
  options: readonly string[],
  labels: Record<string, string> = {},
): Parsed<string> {
  const text = plainText(typed)?.toLowerCase();
  const named = (option: string) => labels[option] ?? option;
  const option =
    options.find((one) => one === typed) ??
    options.find((one) => one.toLowerCase() === text || named(one).toLowerCase() === text);
  if (option !== undefined) return understood(option, named(option));
  const all = options.map(named).join(", ");
  return problem(text === "" ? `Choose one of: ${all}.` : `${quoted(typed)} is none of: ${all}.`);
}

/** Reads yes or no. */
export function parseBool(typed: string): Parsed<boolean> {
  switch (plainText(typed)?.toLowerCase()) {
    case "yes":
    case "y":
    case "true":
    case "on":
    case "1":
      return understood(true, "Yes");
    case "no":
    case "n":
    case "false":
    case "off":
    case "0":
      return understood(false, "No");
  }
  return problem(`Say yes or no.`);
}
