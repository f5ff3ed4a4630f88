import { type Field, show } from "@roomkey/client";
import { editedText } from "@roomkey/client/values";
import { type Day, isDay } from "../../../trade/days";
import { dayIn } from "../../../trade/zone";

/** The day that a value of a date or a time is on, in a zone; undefined where it is none. */
export function dayOfValue({ kind }: Pick<Field, "kind">, value: unknown, zone: string): Day | undefined {
  const text = value instanceof Date ? value.toISOString() : show(value); // Automerge has scalars of its own
  if (kind === "date") return isDay(text) ? text : undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : dayIn(at, zone);
}

/** What is typed where a day is chosen: the day, and of a time the time of day that it had. */
export function textOnDay(
  field: Pick<Field, "kind" | "name" | "label">,
  day: Day,
  value: unknown,
  zone: string,
): string {
  const date = editedText({ ...field, kind: "date" }, day);
  if (field.kind === "date" || !dayOfValue(field, value, zone)) return date;
  return `${date}, ${editedText(field, value, zone).split(", ").at(-1)}`;
}
