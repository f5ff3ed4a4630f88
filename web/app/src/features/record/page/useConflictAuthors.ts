import { type AnyRecord, api } from "@roomkey/client";
import { useEffect, useState } from "react";
import { type Placed, pointerOf } from "../layout/place";
import { useRecord } from "./OpenRecord";
import type { Author } from "./rivals";

/** Who set the values of a field that has several: asked once the choice is opened. Empty offline. */
export function useConflictAuthors(at: Placed, opened: boolean): readonly Author[] {
  const { id, type } = useRecord();
  const [authors, setAuthors] = useState<Author[]>([]);
  const pointer = pointerOf(at);
  useEffect(() => {
    if (!opened) return;
    let left = false;
    api<AnyRecord>("GET", `/${type.plural}/${id}`).then(
      (record) => !left && setAuthors((record.conflicts?.[pointer] ?? []) as Author[]),
      () => undefined, // offline: names are missing, the values are there
    );
    return () => {
      left = true;
    };
  }, [opened, id, type, pointer]);
  return authors;
}
