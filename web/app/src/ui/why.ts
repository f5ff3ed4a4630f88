import { Problem, sentence, type Trouble, troubleOf } from "@roomkey/client";

/** What a screen knows of why nothing came: what was thrown, or what kept a request from being answered. */
export type Why = Error | Trouble | "refused";

const words: Record<Trouble, string> = {
  offline: "Roomkey can't be reached: this device seems to have no network.",
  portal:
    "Something else than Roomkey answers on this network, such as its sign-in page. Open any other page to see it, " +
    "then try again.",
  server: "Roomkey is there, but it could not answer. It may be over in a minute.",
};

/** Why nothing came, as far as is known, in words. */
export function whyInWords(why: Why): string {
  if (why === "refused") return "Roomkey has refused to answer.";
  if (!(why instanceof Error)) return words[why];
  const trouble = troubleOf(why);
  if (trouble) return words[trouble];
  return why instanceof Problem ? sentence(why.message) : "";
}
