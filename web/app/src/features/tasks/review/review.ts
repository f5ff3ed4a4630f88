import type { Proposal, Row, TaskPlace } from "@roomkey/client";

/** One field of a proposal, named by its place: equal places of two proposals are chosen together. */
export function keyOf({ record, pointer }: Required<TaskPlace>): string {
  return `${record} ${pointer}`;
}

/** The fields of a proposal that nobody has decided on. */
export function open(proposal: Proposal): string[] {
  return Object.keys(proposal.changes).filter((pointer) => !proposal.decisions[pointer]);
}

/** Whether anything waits. */
export function anyOpen(proposals: readonly Proposal[]): boolean {
  return proposals.some((proposal) => open(proposal).length > 0);
}

/**
 * The chosen fields as the server is asked for them. Where all open fields of a record are chosen, the record is named,
 * and the server skips the fields that people have changed meanwhile. Where only some are chosen, or one is shown as
 * changed or was skipped before, each field is named, and overwrites such a change: the user has seen it.
 */
export function places(
  proposals: Proposal[],
  chosen: ReadonlySet<string>,
  isShownChanged: (key: string) => boolean = () => false,
): TaskPlace[] {
  const asked = new Map<string, TaskPlace>();
  for (const record of new Set(proposals.map((proposal) => proposal.record))) {
    const waiting = proposals
      .filter((proposal) => proposal.record === record)
      .flatMap((proposal) =>
        open(proposal).map((pointer) => ({
          pointer,
          told: proposal.reasons?.[pointer] !== undefined || isShownChanged(keyOf({ record, pointer })),
        })),
      );
    const picked = waiting.filter(({ pointer }) => chosen.has(keyOf({ record, pointer })));
    if (picked.length === 0) continue;
    if (picked.length === waiting.length && !picked.some(({ told }) => told)) {
      asked.set(record, { record });
      continue;
    }
    for (const { pointer } of picked) asked.set(keyOf({ record, pointer }), { record, pointer });
  }
  return [...asked.values()];
}

/** The marks that remain when places have been asked for: those of other fields; none where all were asked for. */
export function marksBeside(
  marks: ReadonlyMap<string, boolean>,
  asked: readonly TaskPlace[] | undefined,
): ReadonlyMap<string, boolean> {
  if (!asked) return new Map();
  const within = (key: string) =>
    asked.some(({ record, pointer }) =>
      pointer === undefined ? key.startsWith(`${record} `) : key === keyOf({ record, pointer }),
    );
  return new Map([...marks].filter(([key]) => !within(key)));
}

/** What a field holds now, where that is neither what it held when the change was proposed nor what is proposed. */
export function changedSince(row: Row | undefined, pointer: string, [before, after]: [unknown, unknown]): unknown {
  const name = pointer.slice(1);
  const now = row?.fields[name];
  if (now === undefined || now === null || typeof now === "object") return undefined;
  return now === before || now === after ? undefined : now;
}

/** The fields of a record that is only proposed. */
export function proposedFields({ changes }: Proposal): Record<string, unknown> {
  return Object.fromEntries(Object.entries(changes).map(([pointer, [, after]]) => [pointer.slice(1), after]));
}
