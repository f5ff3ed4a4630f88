import { show } from "@roomkey/client";

type Item = Readonly<Record<string, unknown>>;

/** The maps of a list; what else another client may have written into it is left out. */
export function itemsOf(list: unknown): Item[] {
  return Array.isArray(list) ? list.filter((item): item is Item => typeof item === "object" && item !== null) : [];
}

/** How many items of a checklist are done, of those that apply. */
export function checklistOf(list: unknown): { done: number; all: number } {
  const items = itemsOf(list).filter(({ status }) => show(status) !== "na");
  return { done: items.filter(({ status }) => show(status) === "done").length, all: items.length };
}
