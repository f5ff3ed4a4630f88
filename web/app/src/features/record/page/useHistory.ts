import { type Answer, get } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useEffect, useState } from "react";
import type { Change } from "../layout/timeline";
import { useRecord } from "./OpenRecord";

/** How the history of a record stands: offline it is what was loaded last. */
export type History = { state: "loading" | "ready" | "failed"; changes: Change[]; more: boolean; retry: () => void };

const pause = 600; // milliseconds after a change, for those that follow it

/** The last changes of the record, asked again when it has changed. One that was made or lost just now has none. */
export function useHistory(limit: number): History {
  const { type, id, shared, secret } = useRecord();
  const { client } = useSession();
  const connected = useObservable(client.socket.connection).state === "connected";
  const known = useObservable(client.rows.all, (rows) => Boolean(rows.get(id)?.heads.length));
  const [loaded, setLoaded] = useState<Omit<History, "retry">>({ state: "loading", changes: [], more: false });
  const [asked, setAsked] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked asks again
  useEffect(() => {
    if (!connected || !known) return;
    let left = false;
    let timer: ReturnType<typeof setTimeout>;
    const load = () =>
      get<Answer<"get", "/escrows/{id}/history">>(`/${type.plural}/${id}/history?limit=${limit}`, ["items"]).then(
        ({ items, next }) => !left && setLoaded({ state: "ready", changes: items as Change[], more: next !== null }),
        () => !left && setLoaded((before) => ({ ...before, state: before.changes.length > 0 ? "ready" : "failed" })),
      );
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(load, pause);
    };
    void load();
    const handles = [shared.handle, secret?.handle].filter((handle) => handle !== undefined);
    for (const handle of handles) handle.on("heads-changed", soon);
    return () => {
      left = true;
      clearTimeout(timer);
      for (const handle of handles) handle.off("heads-changed", soon);
    };
  }, [connected, known, type, id, shared, secret, limit, asked]);
  return { ...loaded, retry: () => setAsked(asked + 1) };
}
