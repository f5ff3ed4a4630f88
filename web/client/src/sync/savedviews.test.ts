import { afterEach, expect, test, vi } from "vitest";
import type { SavedView } from "../lib/api";
import { Observable } from "../lib/observable";
import type { Rooms } from "./rooms";
import { SavedViews } from "./savedviews";

const ana = { id: "ana", broker: "b", teams: ["t"] };

/** A server that keeps each user's views as it is told, and tells rooms of it. */
function server(others: SavedView[]) {
  let own: SavedView[] = [];
  let down = false;
  let answer: unknown; // in place of them
  let unanswered = 0;
  const listeners: { onEvent: (event: { name: string }) => void }[] = [];
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => work() } });
  vi.stubGlobal("fetch", async (url: string, { method, body }: { method: string; body?: string }) => {
    if (down) throw new TypeError("offline");
    if (url.endsWith("/auth/refresh")) return Response.json({ accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    if (method === "PUT") own = JSON.parse(body ?? "").items;
    unanswered++;
    await new Promise((resolve) => setTimeout(resolve));
    unanswered--;
    return Response.json(answer ?? { items: [...own, ...others] });
  });
  const join = (_: string, listener: (typeof listeners)[number]) => listeners.push(listener);
  return {
    rooms: { join, members: new Observable({}) } as unknown as Rooms,
    own: () => own,
    answer: (other: unknown) => {
      answer = other;
    },
    unanswered: () => unanswered,
    down: (is: boolean) => {
      down = is;
    },
    tell: () => {
      for (const listener of listeners) listener.onEvent({ name: "views:updated" });
    },
  };
}

function disk(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
}

const view = (id: string, owner: string): SavedView => ({
  id,
  type: "escrow",
  name: id,
  query: { sort: "title" },
  shared: "team",
  owner,
  pinned: false,
});

afterEach(() => vi.unstubAllGlobals());

test("views are saved beside those of another device, and others' are never put", async () => {
  const there = server([view("abes", "abe")]);
  const one = new SavedViews(ana, there.rooms, disk());
  const store = disk();
  const two = new SavedViews(ana, there.rooms, store);
  two.start();
  await one.save(view("first", "ana"));
  await two.save(view("second", "ana"));
  expect(there.own().map(({ id }) => id)).toEqual(["first", "second"]);
  await one.save({ ...view("first", "ana"), name: "Renamed" });
  await two.remove("second");
  expect(there.own().map(({ name }) => name)).toEqual(["Renamed"]);
  there.tell();
  await vi.waitFor(() => expect(two.all.get().map(({ id }) => id)).toEqual(["first", "abes"]));
  expect(two.all.get().map((one) => two.isOwn(one))).toEqual([true, false]);
  // After a reload without a server they are there; signed out, they are not.
  expect(new SavedViews(ana, there.rooms, store).all.get()).toHaveLength(2);
  two.wipe();
  expect(new SavedViews(ana, there.rooms, store).all.get()).toEqual([]);
});

test("an answer that comes once the user has signed out is not kept", async () => {
  const there = server([view("abes", "abe")]);
  const store = disk();
  const views = new SavedViews(ana, there.rooms, store);
  const another = new SavedViews(ana, there.rooms, disk());
  for (const one of [views, another]) one.start();
  there.tell();
  views.wipe();
  await vi.waitFor(() => expect(another.all.get()).toHaveLength(1)); // that was asked for later
  expect(store.getItem("roomkey/views/ana")).toBeNull();
});

test("without a server nothing changes, and garbage on the disk is no view", async () => {
  const there = server([]);
  const store = disk();
  store.setItem("roomkey/views/ana", JSON.stringify([1, null, { id: 3 }, view("kept", "ana")]));
  const views = new SavedViews(ana, there.rooms, store);
  expect(views.all.get().map(({ id }) => id)).toEqual(["kept"]);
  there.down(true);
  await expect(views.save(view("new", "ana"))).rejects.toThrow(TypeError);
  expect(views.all.get().map(({ id }) => id)).toEqual(["kept"]);
  store.setItem("roomkey/views/ana", "{");
  expect(new SavedViews(ana, there.rooms, store).all.get()).toEqual([]);
});

test("an answer that is none changes nothing, and what is no view in one is left out", async () => {
  const there = server([view("abes", "abe")]);
  const views = new SavedViews(ana, there.rooms, disk());
  const shown: unknown[] = [];
  views.all.watch(() => shown.push(views.all.get()?.map(({ id }) => id)));
  views.start();
  for (const other of [{}, { items: {} }, { items: [null] }, { items: [{ id: 1 }, view("toms", "tom")] }]) {
    there.answer(other);
    there.tell();
    await vi.waitFor(() => expect(there.unanswered()).toBe(0));
  }
  await vi.waitFor(() => expect(shown.at(-1)).toEqual(["toms"]));
  expect(shown.filter((ids) => String(ids) !== "toms")).toEqual([]);
});
