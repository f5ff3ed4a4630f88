import type { Answer, Row } from "@roomkey/client";
import { show, valuesOf } from "@roomkey/client";

/** Calls the server; the tests give one of their own. */
export type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** What became of a bulk edit: how many records it changed, why others not, and how it is taken back. */
export type Done = { changed: number; failed: string[]; undo: () => Promise<Done> };

type Target = { plural: string; name: string }; // of the records' type

type BulkAnswer = Answer<"post", "/bulk">;

const atOnce = 4; // requests

/** Sets fields of many records by one patch. */
export async function patchAll(
  call: Call,
  { name }: Target,
  rows: Row[],
  fields: Record<string, unknown>,
): Promise<Done> {
  return bulk(call, name, [{ ids: rows.map(({ id }) => id), fields }]);
}

/** Gives many records a tag, or takes it from them. Records with the same tags are one patch: a patch sets the list. */
export async function tagAll(call: Call, { name }: Target, rows: Row[], tag: string, add: boolean): Promise<Done> {
  const groups = new Map<string, { ids: string[]; tags: string[] }>();
  for (const { id, fields } of rows) {
    const tags = valuesOf(fields.tags);
    const has = tags.some((one) => one.toLowerCase() === tag.toLowerCase());
    if (has === add) continue;
    const key = JSON.stringify(tags);
    const group = groups.get(key) ?? { ids: [], tags };
    group.ids.push(id);
    groups.set(key, group);
  }
  const patches = [...groups.values()].map(({ ids, tags }) => ({
    ids,
    fields: { tags: add ? [...tags, tag] : tags.filter((one) => one.toLowerCase() !== tag.toLowerCase()) },
  }));
  return bulk(call, name, patches);
}

/** Archives many records. */
export function archiveAll(call: Call, type: Target, rows: Row[]): Promise<Done> {
  return each(rows, (row) => call("POST", `/${type.plural}/${row.id}/archive`), restoring(call, type));
}

/** Brings many archived records back. */
export function restoreAll(call: Call, type: Target, rows: Row[]): Promise<Done> {
  const archive = (row: Row) => call("POST", `/${type.plural}/${row.id}/archive`);
  return each(
    rows,
    (row) => call("POST", `/${type.plural}/${row.id}/restore`),
    (done) => each(done, archive, cannotUndo),
  );
}

/** Deletes many records; they can be restored. */
export function deleteAll(call: Call, type: Target, rows: Row[]): Promise<Done> {
  return each(rows, (row) => call("DELETE", `/${type.plural}/${row.id}`), restoring(call, type));
}

/** Gives many records another owner. */
export function transferAll(call: Call, type: Target, rows: Row[], owner: string): Promise<Done> {
  const give = (row: Row, to: string) => call("POST", `/${type.plural}/${row.id}/transfer`, { owner: to });
  const others = rows.filter((row) => row.owner !== owner);
  return each(
    others,
    (row) => give(row, owner),
    (done) => each(done, (row) => give(row, row.owner), cannotUndo),
  );
}

function restoring(call: Call, { plural }: Target) {
  return (rows: Row[]) => each(rows, (row) => call("POST", `/${plural}/${row.id}/restore`), cannotUndo);
}

async function bulk(call: Call, type: string, patches: { ids: string[]; fields: object }[]): Promise<Done> {
  const answers: BulkAnswer[] = [];
  for (const { ids, fields } of patches) {
    answers.push(await call<BulkAnswer>("POST", "/bulk", { type, ids, patch: { fields } }));
  }
  const tokens = answers.filter(({ items }) => items.length > 0).map(({ undo }) => undo);
  return {
    changed: answers.reduce((sum, { items }) => sum + items.length, 0),
    failed: answers.flatMap(({ failed }) => failed.map(({ detail }) => detail)),
    undo: async () => {
      const taken: Omit<BulkAnswer, "undo">[] = [];
      for (const token of tokens.reverse()) taken.push(await call("POST", `/undo/${token}`));
      return {
        changed: taken.reduce((sum, { items }) => sum + items.length, 0),
        failed: taken.flatMap(({ failed }) => failed.map(({ detail }) => detail)),
        undo: cannotUndo,
      };
    },
  };
}

/** Does something with each record, a few at a time; undo gets those with which it was done. */
async function each(
  rows: Row[],
  act: (row: Row) => Promise<unknown>,
  undo: (done: Row[]) => Promise<Done>,
): Promise<Done> {
  const done: Row[] = [];
  const failed: string[] = [];
  const waiting = [...rows];
  const work = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      try {
        await act(row);
        done.push(row);
      } catch (cause) {
        failed.push(cause instanceof Error ? cause.message : show(cause));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, rows.length) }, work));
  return { changed: done.length, failed, undo: () => undo(done) };
}

async function cannotUndo(): Promise<Done> {
  return { changed: 0, failed: ["This was taken back already."], undo: cannotUndo };
}
