import { readable, show } from "@roomkey/client";
import { deviceZone, formatValue } from "@roomkey/client/values";
import type { ReactNode } from "react";
import { zoneName } from "../../../trade/zone";
import { mailWords } from "../../../ui/mailWords";
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
  zone?: string,
): ReactNode {
  const text = textOf(field, value, nameOf, zone);
  if (text === "") return undefined;
  if (field.kind !== "ref" || field.ref === "user") return mailWords(text);
  return editable ? (nameOf(show(value)) ?? "Not on this device") : <RecordLink id={show(value)} />;
}

/** A field's value in words. Times are told in a zone, and which it is where it is not this device's. */
export function textOf(
  field: Placed["field"],
  value: unknown,
  nameOf: (id: string) => string | undefined,
  zone: string = deviceZone(),
): string {
  if (field.kind === "date") {
    const at = new Date(`${show(value)}T00:00:00Z`);
    return Number.isNaN(at.getTime()) ? show(value) : day.format(at);
  }
  if (field.kind === "list")
    return Array.isArray(value) ? value.map((one) => textOf(field.item ?? field, one, nameOf, zone)).join(", ") : "";
  if (field.kind === "map" || field.kind === "ref") return readable(field, value, nameOf);
  const text = formatValue(field, value, zone);
  const at = field.kind === "time" && zone !== deviceZone() ? Date.parse(show(value)) : Number.NaN;
  return Number.isNaN(at) ? text : `${text} ${zoneName(at, zone)}`;
}
