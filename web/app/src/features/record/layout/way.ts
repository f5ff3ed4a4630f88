import type { RecordType } from "@roomkey/client";
import type { Path } from "./layout";
import { layoutOf } from "./layouts";
import { groupsOf, placed, pointerOf } from "./place";

/** Where a value is edited: in which part of a phone's page, and its pointer; without one, the part is all there is. */
export type Way = { part: "details" | "lists"; pointer?: string; private: boolean };

/** The way from a figure or a deadline, by its path, to where it is edited; undefined where it is not. */
export function wayTo(type: RecordType, path: Path): Way | undefined {
  const { rows, labels } = layoutOf(type.name);
  const [root = "", id] = path.split(".");
  const list = rows.find(({ field }) => field === root);
  if (list) {
    const part = rows.some(({ as }) => as === "checklist") ? "lists" : "details";
    if (part === "details") return undefined; // it is in sight, or a scroll away
    const due = list.as === "contingencies" && id;
    return { part, private: false, ...(due ? { pointer: `/${root}/${id}/dueDate` } : {}) };
  }
  const isShown = groupsOf(type).some(({ left, right }) => left.includes(path) || right.includes(path));
  const at = isShown ? placed(type, path, labels) : undefined;
  if (!at || at.field.server || at.field.derived) return undefined;
  return { part: "details", pointer: pointerOf(at), private: at.private };
}
