import type { Row } from "./row";

/** The records that a user follows, by id, and when they last saw each (RFC 3339). */
export type Follows = Readonly<Record<string, string>>;

/** The preference that holds them. */
export const followsPreference = "follows";

/** So many records can be followed; the one that was seen longest ago gives way. */
export const mostFollows = 200;

/** Reads them from the user's preferences; what is none is left out. */
export function followsOf(preferences: Readonly<Record<string, unknown>>): Follows {
  const kept = preferences[followsPreference];
  if (typeof kept !== "object" || kept === null || Array.isArray(kept)) return {};
  const valid = Object.entries(kept).filter(([, at]) => typeof at === "string" && !Number.isNaN(Date.parse(at)));
  return Object.fromEntries(valid) as Follows;
}

/** With a record that is followed, or was seen, at a time. */
export function withFollow(follows: Follows, id: string, at: string): Follows {
  const all = Object.entries({ ...follows, [id]: at });
  if (all.length <= mostFollows) return Object.fromEntries(all);
  const newest = all.sort(([, a], [, b]) => Date.parse(b) - Date.parse(a)).slice(0, mostFollows);
  return Object.fromEntries(newest);
}

/** Without a record. */
export function withoutFollow(follows: Follows, id: string): Follows {
  return Object.fromEntries(Object.entries(follows).filter(([one]) => one !== id));
}

/** The followed records that have changed since the user saw them, the last change first. */
export function changedFollows(rows: ReadonlyMap<string, Row>, follows: Follows): Row[] {
  return Object.entries(follows)
    .flatMap(([id, seen]) => {
      const row = rows.get(id);
      return row && Date.parse(row.updatedAt) > Date.parse(seen) ? [row] : [];
    })
    .sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt));
}
