import type { Answer, RecordType } from "@roomkey/client";
import type { Tone } from "../../ui/tone";
import { turnedOffBecause } from "../inbox/inbox";

export type Webhook = Answer<"get", "/webhooks">["items"][number];
export type Delivery = Answer<"get", "/webhooks/{id}/deliveries">["items"][number];

/** An event's name in words: "Lead created", or "Task completed". nameOf gives a record type's label. */
export function eventLabel(event: string, types: readonly Pick<RecordType, "name" | "label">[]): string {
  const [subject = "", ...rest] = event.split(":");
  if (event === "webhook:test") return "Test";
  if (subject === "ai") return `Task ${taskWords[rest[1] ?? ""] ?? rest[1]}`;
  return `${types.find(({ name }) => name === subject)?.label ?? subject} ${rest.join(" ")}`;
}

const taskWords: Readonly<Record<string, string>> = { review: "to review" };

/** The events to choose from, by what they are about, as a list with groups has them. */
export function eventGroups(
  events: readonly string[],
  types: readonly Pick<RecordType, "name" | "label" | "labels">[],
): { group: string; items: { value: string; label: string }[] }[] {
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const event of events) {
    const subject = event.split(":")[0] ?? "";
    const group = subject === "ai" ? "Tasks" : (types.find(({ name }) => name === subject)?.labels ?? subject);
    const items = groups.get(group) ?? [];
    items.push({ value: event, label: eventLabel(event, types) });
    groups.set(group, items);
  }
  return [...groups].map(([group, items]) => ({ group, items }));
}

/** How a webhook is, in a word, where that is worth one. */
export function healthOf({ status, reason, failingSince }: Webhook): { tone: Tone; text: string } | undefined {
  if (status === "paused") return { tone: "gray", text: "Paused" };
  if (status === "disabled") return { tone: "red", text: `Turned off: ${turnedOffBecause(reason)}` };
  return failingSince ? { tone: "amber", text: "Failing" } : undefined;
}

/** How a delivery went, in a word. */
export function deliveryState({ status, attempts, nextAt, code }: Delivery): { tone: Tone; text: string } {
  const answered = code === null ? "" : ` (${code})`;
  if (status === "delivered") return { tone: "green", text: `Delivered${answered}` };
  if (status === "failed") return { tone: "red", text: `Failed${answered}` };
  if (status === "dropped") return { tone: "gray", text: "Not sent" };
  if (attempts === 0) return { tone: "gray", text: nextAt ? "Waiting" : "Held" };
  return { tone: "amber", text: nextAt ? `Failed${answered}, will be tried again` : "Held" };
}
