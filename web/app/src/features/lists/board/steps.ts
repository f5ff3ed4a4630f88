import type { Stack } from "./stacks";

/** Where the keyboard goes on a board: within a column, or to the same height in the next column that has cards. */
export function step(stacks: readonly Stack[], active: string | undefined, dx: number, dy: number): string | undefined {
  const at = stacks.findIndex(({ rows }) => rows.some(({ id }) => id === active));
  if (at < 0) return stacks.find(({ rows }) => rows.length > 0)?.rows[0]?.id;
  const height = stacks[at]?.rows.findIndex(({ id }) => id === active) ?? 0;
  if (dx === 0) return stacks[at]?.rows[height + dy]?.id ?? active;
  for (let next = at + dx; next >= 0 && next < stacks.length; next += dx) {
    const rows = stacks[next]?.rows ?? [];
    if (rows.length > 0) return rows[Math.min(height, rows.length - 1)]?.id;
  }
  return active;
}
