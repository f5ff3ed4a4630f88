/** A line of a chart as an SVG path in a box of 100 × 100, from the oldest to the newest. */
export type Line = { path: string; area: string };

/** The highest value of some series, rounded up to what reads well; 1 where there is none. */
export function ceiling(series: readonly (readonly (number | null)[])[]): number {
  const highest = Math.max(0, ...series.flatMap((values) => values.map((value) => value ?? 0)));
  if (highest === 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(highest));
  const steps = [1, 2, 2.5, 5, 10];
  return unit * (steps.find((step) => unit * step >= highest) ?? 10);
}

/** Draws values up to top. Where there is none, the line has a gap. */
export function lineOf(values: readonly (number | null)[], top: number): Line {
  const x = (index: number) => (values.length < 2 ? 100 : (index / (values.length - 1)) * 100);
  const y = (value: number) => 100 - (Math.min(value, top) / top) * 100;
  const round = (number: number) => Math.round(number * 100) / 100;
  let path = "";
  let pen = false;
  for (const [index, value] of values.entries()) {
    if (value === null) {
      pen = false;
      continue;
    }
    path += `${pen ? "L" : "M"}${round(x(index))} ${round(y(value))}`;
    pen = true;
  }
  return { path, area: path && !values.includes(null) ? `${path}L100 100L0 100Z` : "" };
}
