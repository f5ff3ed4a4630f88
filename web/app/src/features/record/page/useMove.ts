import type { Place } from "@roomkey/client";
import { reasonFor } from "../../../trade/moves";
import { type Gesture, setting, together } from "../edit/gesture";
import { docOf, usePerform, useRecord } from "./OpenRecord";

/** Moves the record to a status, with the reason where people give one: one gesture. */
export function useMove(): (status: string, why?: string) => void {
  const { type, shared } = useRecord();
  const perform = usePerform();
  return (status, why) => {
    const doc = docOf(shared);
    const field = type.fields.find(({ name }) => name === type.status);
    const label = field?.label ?? "Status";
    const moved = setting(doc, { label, private: false, place: [type.status] as unknown as Place }, status);
    const reason = reasonFor(type, status);
    const told: Gesture[] = [];
    if (reason && why?.trim()) {
      told.push(
        setting(doc, { label: reason.label, private: false, place: [reason.name] as unknown as Place }, why.trim()),
      );
    }
    perform(together(label, [moved, ...told]));
  };
}
