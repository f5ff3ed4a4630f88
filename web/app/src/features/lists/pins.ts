import type { SavedView } from "@roomkey/client";

/** The preference that holds the colleagues' views which the user has pinned, by id. */
export const pinsPreference = "pins";

/** So many can be pinned. */
const most = 50;

/** Reads them from the user's preferences. */
export function pinsOf(preferences: Readonly<Record<string, unknown>>): string[] {
  const kept = preferences[pinsPreference];
  return Array.isArray(kept) ? kept.filter((id) => typeof id === "string").slice(-most) : [];
}

/** With a view pinned, or not. */
export function withPin(pins: readonly string[], id: string, on: boolean): string[] {
  const others = pins.filter((one) => one !== id);
  return on ? [...others, id].slice(-most) : others;
}

/** The views in the sidebar: one's own that say so, and those of colleagues that one has pinned. */
export function pinnedViews(
  views: readonly SavedView[],
  pins: readonly string[],
  isOwn: (view: SavedView) => boolean,
): SavedView[] {
  return views.filter((view) => (isOwn(view) ? view.pinned : pins.includes(view.id)));
}
