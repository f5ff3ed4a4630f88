import type { RecordType, RoomEvent } from "@roomkey/client";

/** Fields that are named one by one; of more, only how many. */
const named = 2;

/** What an event of a followed record says, so that the record's name can follow; undefined where it says nothing. */
export function followedIn({ name, data }: Pick<RoomEvent, "name" | "data">, type: RecordType): string | undefined {
  const [, what] = name.split(":");
  if (what === "archived" || what === "restored") return what;
  if (what !== "updated") return undefined;
  const roots = new Set(Object.keys((data.changes ?? {}) as object).flatMap((pointer) => rootOf(pointer)));
  if (roots.size === 0) return undefined;
  if (roots.size === 1 && roots.has("notes")) return "wrote a note on";
  if (roots.size > named) return `changed ${roots.size} fields of`;
  return `changed ${[...roots].map((root) => labelOf(type, root)).join(" and ")} of`;
}

function rootOf(pointer: string): string[] {
  const root = pointer.split("/").find((step) => step !== "" && step !== "private");
  return root ? [root] : [];
}

function labelOf(type: RecordType, name: string): string {
  return type.fields.find((field) => field.name === name)?.label ?? "a field";
}
