import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Observable } from "../lib/observable";
import { Preferences } from "./preferences";
import type { Rooms } from "./rooms";

/** A server that keeps what it is sent, and a room that tells of it. */
function server() {
  let values: Record<string, unknown> = {};
  let down = false;
  let held: Promise<void> | undefined;
  const listeners: { onEvent: (event: { name: string }) => void; onGap: () => void }[] = [];
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => work() } });
  vi.stubGlobal("fetch", async (url: string, { method, body }: { method: string; body?: string }) => {
    if (down) throw new TypeError("offline");
    if (url.endsWith("/auth/refresh")) return Response.json({ accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    if (method === "PATCH") {
      await held;
      const changed: Record<string, unknown> = JSON.parse(body ?? "").values;
      values = Object.fromEntries(Object.entries({ ...values, ...changed }).filter(([, value]) => value !== null));
    }
    return Response.json({ values, updatedAt: null });
  });
  const join = (_: string, listener: (typeof listeners)[number]) => listeners.push(listener);
  return {
    rooms: { join, members: new Observable({}) } as unknown as Rooms,
    values: () => values,
    /** What is sent from now on arrives when the returned function is called. */
    hold: () => {
      let arrive = () => {};
      held = new Promise((resolve) => {
        arrive = resolve;
      });
      return arrive;
    },
    down: (is: boolean) => {
      down = is;
    },
    tell: () => {
      for (const listener of listeners) listener.onEvent({ name: "preferences:updated" });
    },
    connect: () => {
      for (const listener of listeners) listener.onGap();
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

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what is set on one device is there on the other, and after a reload without a server", async () => {
  const there = server();
  const store = disk();
  const one = new Preferences("ana", there.rooms, store);
  const two = new Preferences("ana", there.rooms, disk());
  two.start();
  one.set("theme", "dark");
  expect(one.get("theme", "auto")).toBe("dark");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(there.values()).toEqual({ theme: "dark" });
  there.tell();
  await vi.advanceTimersByTimeAsync(1);
  expect(two.get("theme", "auto")).toBe("dark");
  expect(new Preferences("ana", there.rooms, store).get("theme", "auto")).toBe("dark");
});

test("what is set offline is sent later, and wins over what another device set meanwhile", async () => {
  const there = server();
  const one = new Preferences("ana", there.rooms, disk());
  const two = new Preferences("ana", there.rooms, disk());
  one.start();
  there.down(true);
  one.set("density", "large");
  await vi.advanceTimersByTimeAsync(1_000);
  there.down(false);
  two.set("theme", "dark");
  await vi.advanceTimersByTimeAsync(1_000);
  there.connect();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(there.values()).toEqual({ theme: "dark", density: "large" });
  expect(one.values.get()).toEqual({ theme: "dark", density: "large" });
});

test("a device that has not heard of another one's values undoes none of them", async () => {
  const there = server();
  const one = new Preferences("ana", there.rooms, disk());
  const two = new Preferences("ana", there.rooms, disk());
  for (const device of [one, two]) device.start();
  one.set("density", "large");
  one.set("theme", "dark");
  await vi.advanceTimersByTimeAsync(1_000);
  there.connect();
  await vi.advanceTimersByTimeAsync(1);
  one.set("density", "small");
  one.set("theme", undefined);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(two.values.get()).toEqual({ theme: "dark", density: "large" }); // it was told nothing
  two.set("quiet/on", true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(there.values()).toEqual({ density: "small", "quiet/on": true });
  for (const device of [one, two]) {
    there.tell();
    await vi.advanceTimersByTimeAsync(1);
    expect(device.values.get()).toEqual(there.values());
  }
});

test.each(["nonsense", "[]", "null", '"text"'])("a copy that reads %j is thrown away", (text) => {
  const store = disk();
  store.setItem("roomkey/preferences/ana", text);
  expect(new Preferences("ana", server().rooms, store).values.get()).toEqual({});
});

test("what is set while an earlier value is on its way stays", async () => {
  const there = server();
  const one = new Preferences("ana", there.rooms, disk());
  one.start();
  one.set("theme", "dark");
  const arrive = there.hold();
  await vi.advanceTimersByTimeAsync(1_000);
  one.set("theme", "light");
  arrive();
  await vi.advanceTimersByTimeAsync(1);
  there.tell();
  await vi.advanceTimersByTimeAsync(1);
  expect(one.get("theme", "auto")).toBe("light");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(there.values()).toEqual({ theme: "light" });
});
