import { useObservable, useSession } from "@roomkey/client/react";
import { useMemo } from "react";
import { builtInViews, type View, viewOf } from "./views";

/** The views of a type: the app's own, one's own, and those that colleagues share. */
export function useViews(type: string): View[] {
  const { client } = useSession();
  const saved = useObservable(client.views.all);
  return useMemo(
    () => [...builtInViews(type), ...saved.filter((view) => view.type === type).map(viewOf)],
    [type, saved],
  );
}
