import type { Answer } from "@roomkey/client";

/** How far back the charts go. */
export type Range = "quarter" | "hour" | "day";

type Series = Answer<"get", "/admin/stats">["series"];

const quarter = 15 * 60; // seconds

/** The part of the last hour's series that a range shows: all of it, or its last quarter of an hour. */
export function lastOf(series: Series, range: Range): Series {
  const last = series.at.at(-1);
  if (range !== "quarter" || last === undefined) return series;
  const first = series.at.findIndex((at) => at > last - quarter);
  const columns = Object.entries(series).map(([name, column]) => [name, column.slice(first)]);
  return Object.fromEntries(columns) as Series;
}
