import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Row } from "../lib/row";
import { Disk } from "./disk";
import type { RoomEvent } from "./rooms";
import { Rows } from "./rows";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const record = (id: string, fields: Row["fields"], updatedAt = "2026-01-01T00:00:00Z") =>
  ({
    id,
    type: "escrow",
    documentId: `d${id}`,
    visibility: "team",
    updatedAt,
    heads: ["h"],
    conflicts: {},
    flags: [],
    fields,
  }) as unknown as Row;

const updated = (id: string, changes: Record<string, unknown>, at: string) =>
  ({
    name: "escrow:updated",
    at: Date.parse(at),
    data: { id, by: "other", heads: ["h"], changes },
  }) as unknown as RoomEvent;

/** A device with two rows, and a server whose catalog has those that are put into it. */
async function aDevice(disk?: Disk) {
  const server = { asked: 0, items: [] as Row[] };
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => work() } });
  vi.stubGlobal("fetch", async (url: string) => {
    if (url.endsWith("/auth/refresh")) return Response.json({ accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    server.asked++;
    return Response.json({ items: server.items.splice(0), gone: [], next: "c" });
  });
  const rows = new Rows("user", disk);
  server.items = [record("1", { price: 1 }), record("2", { price: 1 })];
  await rows.catchUp();
  server.asked = 0;
  let shown = 0;
  rows.all.watch(() => shown++);
  const price = (id: string) => (rows.all.get().get(id)?.fields as { price?: number } | undefined)?.price;
  return { rows, server, price, shown: () => shown };
}

test("a burst of events is shown at once and then together, the last of each record", async () => {
  const { rows, server, price, shown } = await aDevice();
  const all: Promise<void>[] = [];
  for (let value = 2; value < 102; value++) {
    for (const id of ["1", "2"]) {
      all.push(rows.receive(updated(id, { "/price": [value - 1, value] }, "2026-01-01T00:01:00Z")));
    }
    if (value === 2) expect(price("1")).toBe(2);
  }
  await vi.advanceTimersByTimeAsync(50);
  await Promise.all(all);
  expect([price("1"), price("2")]).toEqual([101, 101]);
  expect(shown()).toBe(2);
  expect(server.asked).toBe(0);
});

test("a text that is typed is loaded at once and then twice a second, not with each key", async () => {
  const { rows, server } = await aDevice();
  const all: Promise<void>[] = [];
  for (let key = 0; key < 100; key++) {
    all.push(rows.receive(updated("1", { "/sharedNotes": [null, null] }, "2026-01-01T00:01:00Z")));
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(500);
  await Promise.all(all);
  expect(server.asked).toBeLessThanOrEqual(2 * 4); // of two requests each: the second says that there is no more
});

test("what waits to be shown is neither lost nor put over what is newer", async () => {
  const { rows, server, price } = await aDevice();
  const event = (id: string, value: number) =>
    rows.receive(updated(id, { "/price": [1, value] }, "2026-01-01T00:01:00Z"));
  const all = [event("1", 2), event("1", 3), event("2", 3)];
  await rows.edited("1", { note: "own" });
  expect(rows.all.get().get("1")?.fields).toEqual({ price: 3, note: "own" });
  all.push(event("1", 4), event("2", 4));
  server.items = [record("1", { price: 9 }, "2026-01-01T00:02:00Z"), record("2", { price: 2 })];
  await rows.refresh();
  expect([price("1"), price("2")]).toEqual([9, 4]); // the older row of the catalog is left aside
  all.push(event("2", 5));
  all.push(rows.receive({ name: "escrow:deleted", at: 0, data: { id: "2", by: "other" } } as unknown as RoomEvent));
  await vi.advanceTimersByTimeAsync(1_000);
  await Promise.all(all);
  expect(rows.all.get().has("2")).toBe(false);
});

test.each([
  [
    { cause: "transferred", by: "u", changed: ["owner"] },
    { how: "withdrawn", by: "u", changed: ["owner"] },
  ],
  [
    { cause: "deleted", by: "u" },
    { how: "deleted", by: "u" },
  ],
  [{ cause: "rights" }, { how: "withdrawn", cause: "rights" }],
  [{}, { how: "withdrawn" }], // a server of before
])("of a loss it is kept what the server tells: %o", async (told, kept) => {
  const { rows } = await aDevice();
  const lost: unknown[] = [];
  rows.onLost = (all) => lost.push(...all);
  await rows.receive({ name: "access:changed", at: 7, data: { gone: ["1"], ...told } } as unknown as RoomEvent);
  expect(lost).toMatchObject([{ id: "1", departure: { at: 7, ...kept } }]);
});

test("each page of the first catalog is told as it comes, and later ones are not", async () => {
  let asked = 0;
  const told: number[][] = [];
  vi.stubGlobal("fetch", async (url: string) => {
    if (url.endsWith("/auth/refresh")) return Response.json({ accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    asked++;
    const items = asked < 3 ? [record(String(asked), { price: 1 })] : [];
    return Response.json({ items, gone: [], next: `c${asked}` });
  });
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => work() } });
  const rows = new Rows("user");
  rows.onPage = (page) => told.push([page.length, rows.all.get().size]);
  await rows.catchUp();
  expect(told[0]).toEqual([1, 0]);
  expect(told).toHaveLength(3);
  const before = told.length;
  await rows.refresh();
  expect(told).toHaveLength(before);
});

test("the rows of the first catalog are written once its documents have come, and an edit before them", async () => {
  const write = vi.spyOn(Disk.prototype, "write");
  const { rows } = await aDevice(new Disk(new IDBFactory()));
  await vi.advanceTimersByTimeAsync(500);
  expect(write).not.toHaveBeenCalled();
  rows.keep();
  await vi.waitFor(() => expect(write).toHaveBeenCalledTimes(1)); // rows, and the cursor of each page
  const other = await aDevice(new Disk(new IDBFactory()));
  await other.rows.edited("1", { price: 5 });
  expect(write).toHaveBeenCalledTimes(1 + 1);
  write.mockRestore();
});

test("the next page is asked for before the rows of this one are drawn, and drawn after them", async () => {
  const log: string[] = [];
  vi.stubGlobal("fetch", async (url: string) => {
    if (url.endsWith("/auth/refresh")) return Response.json({ accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    const from = Number(/after=(\d*)/.exec(url)?.[1] ?? 0);
    log.push(`asks ${from}`);
    const items = from < 2 ? [record(String(from), { price: 1 })] : [];
    return Response.json({ items, gone: [], next: String(from + 1) });
  });
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => work() } });
  const rows = new Rows("user");
  const draw = () => log.push(`draws ${[...rows.all.get().keys()].join()}`);
  rows.all.watch(() => queueMicrotask(draw)); // as React does
  await rows.catchUp();
  expect(log).toEqual(["asks 0", "asks 1", "draws 0", "asks 2", "draws 0,1"]);
});

/** A device without rows, and a server that answers requests for the catalog with what fails until it is set right. */
async function aFailing(failing: Response | (() => Promise<Response>)) {
  const server = { asked: 0, failing: failing as typeof failing | undefined };
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => work() } });
  vi.stubGlobal("fetch", async (url: string) => {
    if (url.endsWith("/auth/refresh")) return Response.json({ accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    server.asked++;
    const { failing } = server;
    if (failing) return typeof failing === "function" ? failing() : failing.clone();
    const items = url.includes("after=&") ? [record("1", { price: 1 })] : [];
    return Response.json({ items, gone: [], next: "c" });
  });
  const rows = new Rows("user");
  return { rows, server };
}

const failures: [string, Response | (() => Promise<Response>), string][] = [
  ["a server that fails", Response.json({ code: "internal", detail: "It failed" }, { status: 500 }), "server"],
  ["a proxy with nothing behind it", new Response("no", { status: 502 }), "server"],
  ["a captive portal", new Response("<p>Sign in</p>", { headers: { "Content-Type": "text/html" } }), "portal"],
  ["garbage", Response.json({ items: "none" }), "portal"],
  ["no network", () => Promise.reject(new TypeError("Failed to fetch")), "offline"],
  ["a refusal", Response.json({ code: "forbidden", detail: "No" }, { status: 403 }), "refused"],
];

test.each(failures)("%s is told, and the catalog asked again until it answers", async (_, failing, why) => {
  const { rows, server } = await aFailing(failing);
  await rows.catchUp().catch(() => undefined);
  expect(rows.failed.get()).toBe(why);
  expect(rows.loaded.get()).toBe(false);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(server.asked).toBeGreaterThan(4); // waits of 30 s at most
  expect(rows.failed.get()).toBe(why);
  const asked = server.asked;
  server.failing = undefined;
  await vi.advanceTimersByTimeAsync(30_000);
  await vi.waitFor(() => expect([rows.failed.get(), rows.loaded.get()]).toEqual([undefined, true]));
  expect(rows.all.get().size).toBe(1);
  expect(server.asked).toBe(asked + 2); // the second says that there is no more
  await vi.advanceTimersByTimeAsync(120_000);
  expect(server.asked).toBe(asked + 2);
});

test("nothing is asked for by itself where the sign-in is over, or the client is closed", async () => {
  const { rows, server } = await aFailing(Response.json({ code: "unauthenticated", detail: "Ended" }, { status: 401 }));
  await rows.catchUp().catch(() => undefined);
  const asked = server.asked;
  server.failing = Response.json({ code: "internal", detail: "It failed" }, { status: 500 });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(server.asked).toBe(asked);
  await rows.catchUp().catch(() => undefined);
  rows.close();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(server.asked).toBe(asked + 1);
});
