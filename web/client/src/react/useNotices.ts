import { useMemo } from "react";
import type { Notice } from "../sync/notices";
import { useSession } from "./client";
import { useObservable } from "./useObservable";

const none: readonly Notice[] = [];

/** The edits of a document that were refused or repaired, at a pointer or below it where one is given. */
export function useNotices(documentId: string, pointer?: string): readonly Notice[] {
  const { client } = useSession();
  const all = useObservable(client.documents.notices.all, (notices) => notices[documentId]) ?? none;
  // biome-ignore lint/correctness/useExhaustiveDependencies: all is what of the client is read
  return useMemo(() => client.documents.notices.of(documentId, pointer), [client, documentId, pointer, all]);
}
