import type { Refusal } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useMemo } from "react";

const none: readonly Refusal[] = [];

/** The edits of a document that the server refused or put right, and that the user has not put away. */
export function useRefusals(documentId: string): readonly Refusal[] {
  const { client } = useSession();
  return useObservable(client.outbox.refused, (all) => all[documentId]) ?? none;
}

/** The last refusal of what was written at a pointer or below it. */
export function useRefusalAt(documentId: string, pointer: string): Refusal | undefined {
  const refusals = useRefusals(documentId);
  return useMemo(() => refusals.findLast((refusal) => isAt(refusal, pointer)), [refusals, pointer]);
}

/** Whether a refusal is about the field at a pointer: the server names it, or it wrote that field alone. */
export function isAt({ field, lost }: Refusal, pointer: string): boolean {
  if (field) return field === pointer;
  const root = pointer.replace(/^\/private/, "").split("/")[1] ?? "";
  return Object.keys(lost).join() === root;
}

/** What was typed for a refused field, as far as it is known. */
export function typedOf({ lost }: Refusal, pointer: string): string {
  return lost[pointer.replace(/^\/private/, "").split("/")[1] ?? ""] ?? "";
}
