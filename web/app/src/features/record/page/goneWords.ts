import type { LostRecord } from "@roomkey/client";

const parts: Readonly<Record<string, string>> = {
  owner: "another owner",
  team: "another team",
  visibility: "another visibility",
};

const list = new Intl.ListFormat("en-US", { type: "conjunction" });

/** How a record left this device, in words: what happened when, by whom where that is known, and why. */
export function goneInWords(lost: LostRecord, who: string | undefined, time: string): { title: string; why: string } {
  if (lost.how === "deleted") return { title: `${who ?? "Somebody"} deleted this record on ${time}.`, why: "" };
  const title = who
    ? `${who} changed who may open this record on ${time}. You may not any more.`
    : `You can no longer open this record, since ${time}.`;
  return { title, why: whyOf(lost) };
}

function whyOf({ cause, changed = [] }: LostRecord): string {
  const given = changed.flatMap((part) => parts[part] ?? []);
  if (cause === "transferred" && given.length > 0) return `It was given ${list.format(given)}.`;
  if (cause === "rights") return "Your role or your teams were changed.";
  if (cause === "erased") return "It was erased for good.";
  return "It was given to another owner or team, or made private, or your own teams were changed.";
}
