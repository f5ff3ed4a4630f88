import { readable, show } from "@roomkey/client";
import { formatValue } from "@roomkey/client/values";
import type { ReactNode } from "react";
import type { Placed } from "../layout/place";
import { RecordLink } from "./RecordLink";

const day = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", year: "numeric", timeZone: "UTC" });

/**
 * A field's value as it is read; undefined where there is none. A linked record is a link, unless a click on the value
 * edits it.
 */
export function shownValue(
  { field }: Pick<Placed, "field">,
  value: unknown,
  nameOf: (id: string) => string | undefined,
  editable: boolean,
): ReactNode {
  const text = textOf(field, value, nameOf);
  if (text === "") return undefined;
  if (field.kind !== "ref" || field.ref === "user") return text;
  return editable ? (nameOf(show(value)) ?? "Not on this device") : <RecordLink id={show(value)} />;
}

/** A field's value in words. */
export function textOf(field: Placed["field"], value: unknown, nameOf: (id: string) => string | undefined): string {
  if (field.kind === "date") {
    const at = new Date(`${show(value)}T00:00:00Z`);
    return Number.isNaN(at.getTime()) ? show(value) : day.format(at);
  }
  if (field.kind === "list")
    return Array.isArray(value) ? value.map((one) => textOf(field.item ?? field, one, nameOf)).join(", ") : "";
  if (field.kind === "map" || field.kind === "ref") return readable(field, value, nameOf);
  return formatValue(field, value);
}
