import { type RecordType, show } from "@roomkey/client";
import { layoutOf } from "../layout/layouts";

/** The title of a record by its layout. */
export function titleText(type: RecordType, doc: Record<string, unknown> | undefined): string {
  const parts = layoutOf(type.name).title.map((path) => show(doc?.[path]));
  return parts.filter(Boolean).join(" ") || "Untitled";
}
