import { useObservable, useSession } from "@roomkey/client/react";
import { useMemo } from "react";
import { countOf } from "./counts";
import { pinnedViews, pinsOf } from "./pins";
import { useRows } from "./useRows";
import { useToday } from "./useToday";
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

/** The views of all types that the user has pinned, each with how many records it shows. */
export function usePinnedViews(): { view: View; plural: string; count: number }[] {
  const { client, schema } = useSession();
  const saved = useObservable(client.views.all);
  const preferences = useObservable(client.preferences.values);
  const all = useRows();
  const now = useToday();
  return useMemo(() => {
    const pinned = pinnedViews(saved, pinsOf(preferences), (view) => client.views.isOwn(view)).map(viewOf);
    return pinned.flatMap((view) => {
      const type = schema.types.find(({ name }) => name === view.type);
      return type
        ? [{ view, plural: type.plural, count: countOf([view], type, all.values(), now).get(view.id) ?? 0 }]
        : [];
    });
  }, [saved, preferences, all, now, client, schema]);
}
