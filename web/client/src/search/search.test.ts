import { afterEach, expect, test, vi } from "vitest";
import { Observable } from "../lib/observable";
import type { Row } from "../lib/row";
import type { RecordType } from "../lib/schema";
import { vectors } from "../vectors";
import { type Answered, Answers, type Told } from "./answer";
import { type Port, RecordSearch } from "./search";

afterEach(() => vi.useRealTimers());

const types = vectors<RecordType>("schema");

/** The worker's side beside the page's: messages are copied, and come later. */
class Beside implements Port {
  onmessage: Port["onmessage"] = null;
  onerror: Port["onerror"] = null;
  told = 0; // rows
  answers = true;
  #side = new Answers();

  postMessage(told: Told): void {
    const copy = structuredClone(told);
    if ("rows" in copy) this.told += copy.rows.length;
    setTimeout(() => {
      const answered = this.#side.take(copy);
      if (answered && this.answers) this.onmessage?.({ data: answered } as MessageEvent<Answered>);
    });
  }

  terminate(): void {
    this.answers = false;
  }
}

function lead(number: number, name: string, more: object = {}): Row {
  const updatedAt = new Date(number * 1000).toISOString();
  return {
    id: `lead-${number}`,
    type: "lead",
    fields: { name },
    updatedAt,
    archivedAt: null,
    ...more,
  } as unknown as Row;
}

function mapOf(rows: Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

async function idsOf(search: RecordSearch, typed: string): Promise<string[]> {
  return (await search.search(typed)).items.map(({ id }) => id);
}

test("a search sees every row that was there when it was asked, and none that is gone", async () => {
  const rows = new Observable(mapOf(Array.from({ length: 600 }, (_, n) => lead(n, `Ana ${n}`))));
  const port = new Beside();
  const search = new RecordSearch(rows, types, () => port);
  expect((await search.search("ana")).total).toBe(600);
  const told = port.told;

  rows.update((all) => new Map(all).set("lead-7", lead(7, "Bo")));
  expect(await idsOf(search, "bo")).toEqual(["lead-7"]);
  expect((await search.search("ana", { limit: 1 })).total).toBe(599);
  expect(port.told).toBe(told + 1); // nothing is told twice

  rows.set(mapOf([lead(7, "Bo"), lead(8, "Bob", { archivedAt: "2026-01-01T00:00:00.000Z" })]));
  expect(await idsOf(search, "ana")).toEqual([]);
  expect(await idsOf(search, "bo")).toEqual(["lead-7"]);
  expect((await search.search("bo", { archived: true })).items).toEqual([{ id: "lead-8", tier: 1 }]);
  expect((await search.search("bo", { type: "client" })).total).toBe(0);
  search.stop();
});

test("a search looks through the rows only where they have changed", async () => {
  const rows = new Observable(mapOf([lead(1, "Ana")]));
  const search = new RecordSearch(rows, types, () => new Beside());
  await search.search("ana");
  let looked = 0;
  const counted = new Map(rows.get());
  counted.values = () => {
    looked++;
    return Map.prototype.values.call(counted) as MapIterator<Row>;
  };
  rows.set(counted);
  await search.search("ana");
  const before = looked;
  expect(before).toBeGreaterThan(0);
  await search.search("bo");
  expect(looked).toBe(before);
  search.stop();
});

test("changes are told without a search, those of a moment together", async () => {
  const rows = new Observable(mapOf([lead(1, "Ana")]));
  const port = new Beside();
  const search = new RecordSearch(rows, types, () => port);
  await search.search("ana");
  for (let n = 2; n < 20; n++) rows.update((all) => new Map(all).set("lead-2", lead(2, `Bo ${n}`)));
  await expect.poll(() => port.told).toBe(2);
  search.stop();
});

test("while the page is busy, changes are told when it no longer is, or somebody searches, or in a while", async () => {
  vi.useFakeTimers();
  const rows = new Observable(mapOf([lead(1, "Ana")]));
  const isBusy = new Observable(true);
  const port = new Beside();
  const search = new RecordSearch(rows, types, () => port, isBusy);
  const change = () => rows.update((all) => new Map(all).set("lead-2", lead(2, "Bo")));
  await vi.advanceTimersByTimeAsync(0);
  change();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(port.told).toBe(1);
  isBusy.set(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(port.told).toBe(2);
  isBusy.set(true);
  change();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(port.told).toBe(3);
  change();
  const found = idsOf(search, "bo");
  await vi.advanceTimersByTimeAsync(0);
  expect(await found).toEqual(["lead-2"]);
  expect(port.told).toBe(4);
  search.stop();
});

test("many rows are told part by part while the page has time, and at once where somebody searches", async () => {
  const rows = new Observable(mapOf(Array.from({ length: 1_000 }, (_, n) => lead(n, `Ana ${n}`))));
  const port = new Beside();
  const waiting: (() => void)[] = [];
  const idle = () => new Promise<void>((resolve) => void waiting.push(resolve));
  const search = new RecordSearch(rows, types, () => port, new Observable(false), idle);
  await expect.poll(() => waiting.length).toBe(1);
  expect(port.told).toBe(250);
  waiting.pop()?.();
  await expect.poll(() => waiting.length).toBe(1);
  expect(port.told).toBe(500);
  expect((await search.search("ana")).total).toBe(1_000);
  search.stop();
});

test("no worker is started before there is something to search", async () => {
  const rows = new Observable(mapOf([]));
  const start = vi.fn(() => new Beside());
  const search = new RecordSearch(rows, types, start);
  expect(await idsOf(search, "ana")).toEqual([]);
  expect(start).not.toHaveBeenCalled();
  rows.set(mapOf([lead(1, "Ana")]));
  expect(await idsOf(search, "ana")).toEqual(["lead-1"]);
  expect(start).toHaveBeenCalledTimes(1);
  search.stop();
});

test("where the worker fails, the page searches, also for what was asked before", async () => {
  const rows = new Observable(mapOf([lead(1, "Ana")]));
  const port = new Beside();
  const search = new RecordSearch(rows, types, () => port);
  port.answers = false;
  const asked = idsOf(search, "ana");
  await expect.poll(() => port.told).toBe(1);
  await new Promise((resolve) => setTimeout(resolve));
  port.onerror?.({} as ErrorEvent);
  expect(await asked).toEqual(["lead-1"]);
  rows.set(mapOf([lead(2, "Ana Two")]));
  expect(await idsOf(search, "two")).toEqual(["lead-2"]);
  search.stop();
});

test("without workers, as in Node, the page searches", async () => {
  const search = new RecordSearch(new Observable(mapOf([lead(1, "Zoë")])), types);
  expect(await idsOf(search, "zoe")).toEqual(["lead-1"]);
  expect(await idsOf(search, " ")).toEqual([]);
});

test("private fields are never told", async () => {
  const told: Told[] = [];
  const port = new Beside();
  const post = port.postMessage.bind(port);
  port.postMessage = (one) => {
    told.push(one);
    post(one);
  };
  const row = lead(1, "Ana", { private: { secret: "canary" } });
  const search = new RecordSearch(new Observable(mapOf([row])), types, () => port);
  expect(await idsOf(search, "canary")).toEqual([]);
  expect(JSON.stringify(told.filter((one) => "rows" in one))).not.toContain("canary");
  search.stop();
});

test("of what is too long the same counts as on the server: the last items of a list", async () => {
  const notes = Array.from({ length: 8_000 }, (_, n) => ({ id: `n${n}`, body: `note${n}x${" said".repeat(200)}` }));
  const tags = Array.from({ length: 5_000 }, (_, n) => `tag${n}x with more`);
  const row = lead(1, "Vera", { fields: { name: "Vera", notes, tags } });
  const search = new RecordSearch(new Observable(mapOf([row])), types);
  for (const typed of ["vera", "note7999x", "tag4999x"]) expect(await idsOf(search, typed)).toEqual(["lead-1"]);
  for (const typed of ["note12x", "tag12x"]) expect(await idsOf(search, typed)).toEqual([]);
});
