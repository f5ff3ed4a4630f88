import { type RecordType, show } from "@roomkey/client";
import { layoutOf } from "../layout/layouts";

/** The title of a record by its layout; of an address in one line the street alone: the town stands below it. */
export function titleText(type: RecordType, doc: Record<string, unknown> | undefined): string {
  const parts = layoutOf(type.name).title.map((path) =>
    path === "propertyAddress" ? splitAddress(show(doc?.[path]))[0] : show(doc?.[path]),
  );
  return parts.filter(Boolean).join(" ") || "Untitled";
}

/** An address in one line as its street, and what follows that: "Sacramento, CA 95833". */
export function splitAddress(address: string): [street: string, place: string] {
  const [, street = address, place = ""] = /^([^,]+),\s*(.+)$/s.exec(address.trim()) ?? [];
  return [street.trim(), place];
}
