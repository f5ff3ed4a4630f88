import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, expect, test, vi } from "vitest";
import type { Row } from "../lib/row";
import { Disk } from "./disk";
import { RowStore } from "./rowstore";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const row = (id: number, price = 0) =>
  ({
    id: String(id),
    type: "listing",
    documentId: `d${id}`,
    updatedAt: "2026-05-06T10:00:00Z",
    visibility: "team",
    fields: { price },
    conflicts: {},
    flags: [],
  }) as unknown as Row;

/** A disk that notes how many values each transaction puts. */
class Noted extends Disk {
  readonly puts: number[] = [];

  override write(...[database, store, work, durability]: Parameters<Disk["write"]>): Promise<void> {
    const noted = (objects: IDBObjectStore) => {
      let count = 0;
      const put = (value: unknown) => {
        count++;
        return objects.put(value);
      };
      work({ put, delete: (key: string) => objects.delete(key), clear: () => objects.clear() } as never);
      this.puts.push(count);
    };
    return super.write(database, store, noted, durability);
  }
}

test("many rows are written in parts, and a later row stays the last", async () => {
  const disk = new Noted(new IDBFactory());
  const store = new RowStore("user", disk);
  const all = Array.from({ length: 1_900 }, (_, id) => row(id));
  await Promise.all([store.write(all, []), store.write([row(1_800, 5)], ["7"]), store.writeCursor("c")]);
  expect(Math.max(...disk.puts)).toBeLessThanOrEqual(100);
  const { rows } = await store.read();
  expect(rows).toHaveLength(1_899);
  expect(rows.find(({ id }) => id === "1800")?.fields).toEqual({ price: 5 });
});

test("of many rows each part waits until the page has time, and one row does not", async () => {
  const waiting: (() => void)[] = [];
  vi.stubGlobal("requestIdleCallback", (wake: () => void) => waiting.push(wake));
  const disk = new Noted(new IDBFactory());
  const store = new RowStore("user", disk);
  await store.write([row(0)], []);
  const all = Array.from({ length: 250 }, (_, id) => row(id));
  const written = store.write(all, []);
  for (const puts of [[1], [1, 100], [1, 100, 100]]) {
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    expect(disk.puts).toEqual(puts);
    waiting.pop()?.();
  }
  await written;
  expect(disk.puts).toEqual([1, 100, 100, 50]);
});

test("one row overtakes many that wait, and stays; a cursor waits for the rows before it", async () => {
  const waiting: (() => void)[] = [];
  vi.stubGlobal("requestIdleCallback", (wake: () => void) => waiting.push(wake));
  const store = new RowStore("user", new Disk(new IDBFactory()));
  const copied = store.write(
    Array.from({ length: 250 }, (_, id) => row(id)),
    [],
  );
  const cursor = store.writeCursor("c");
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  await store.write([row(200, 5)], ["100"]);
  expect(await store.read()).toEqual({ rows: [row(200, 5)], cursor: "" });
  while ((await store.read()).cursor === "") {
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    waiting.pop()?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
  await Promise.all([copied, cursor]);
  const { rows } = await store.read();
  expect(rows).toHaveLength(249);
  expect(rows.find(({ id }) => id === "200")?.fields).toEqual({ price: 5 });
});

test("what is held back is written when it is released, the cursor after its rows, or after a while", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const disk = new Noted(new IDBFactory());
  const store = new RowStore("user", disk);
  store.hold();
  const all = [store.copy([row(1)], []), store.writeCursor("c")];
  await store.write([row(3)], []); // an edit does not wait
  expect(await store.read()).toEqual({ rows: [row(3)], cursor: "" });
  store.release();
  await Promise.all(all);
  expect(await store.read()).toEqual({ rows: [row(1), row(3)], cursor: "c" });
  store.hold();
  const later = store.copy([row(2)], []);
  await vi.advanceTimersByTimeAsync(2_000);
  await later;
  expect((await store.read()).rows).toHaveLength(3);
});
