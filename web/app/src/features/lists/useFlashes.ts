import type { RoomEvent } from "@roomkey/client";
import { Observable } from "@roomkey/client";
import { useObservable, useRecordEvents, useSession } from "@roomkey/client/react";
import { useEffect, useRef, useState } from "react";

/** A teammate's edit that is shown for a moment: whose it was, and the columns that it changed. */
export type Flash = { by: string; columns: ReadonlySet<string>; at: number };

const shownFor = 1_500; // milliseconds
const most = 200; // an import is not shown row by row

/** The edits of others within the last moments, by record. */
export function useFlashes(): ReadonlyMap<string, Flash> {
  const { client } = useSession();
  const [flashes] = useState(() => new Observable<ReadonlyMap<string, Flash>>(new Map()));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useRecordEvents((event) => {
    const flash = flashOf(event, client.user.id);
    if (!flash || flashes.get().size >= most) return;
    flashes.set(new Map(flashes.get()).set(flash.id, { ...flash, at: Date.now() }));
    const expire = () => {
      const now = Date.now();
      const left = [...flashes.get()].filter(([, { at }]) => now - at < shownFor);
      flashes.set(new Map(left));
      timer.current = left.length > 0 ? setTimeout(expire, shownFor / 3) : undefined;
    };
    timer.current ??= setTimeout(expire, shownFor);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return useObservable(flashes);
}

/** What an event tells of a teammate's edit; undefined for other events and for one's own edits. */
export function flashOf(
  event: Pick<RoomEvent, "name" | "data">,
  me: string,
): (Omit<Flash, "at"> & { id: string }) | undefined {
  const { id, by, changes } = event.data;
  if (!event.name.endsWith(":updated") || typeof id !== "string" || typeof by !== "string" || by === me) return;
  const pointers = typeof changes === "object" && changes !== null ? Object.keys(changes) : [];
  const columns = new Set<string>();
  for (const pointer of pointers) {
    const [first = "", second] = pointer
      .replace(/^\/private/, "")
      .slice(1)
      .split("/");
    columns.add(first);
    if (second !== undefined) columns.add(`${first}.${second}`);
  }
  return { id, by, columns };
}
