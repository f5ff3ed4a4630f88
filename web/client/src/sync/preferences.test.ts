import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { Observable } from "../lib/observable";
import { memory } from "../testing";
import { Channel } from "./channel";
import { Disk, result } from "./disk";
import { Preferences } from "./preferences";
import type { Rooms } from "./rooms";

/** A server that keeps what it is sent, and a room that tells of it. */
function server() {
  let values: Record<string, unknown> = {};
  let down = false;
  let held: Promise<void> | undefined;
  let failing = false;
  const listeners: { onEvent: (event: { name: string }) => void; onGap: () => void }[] = [];
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => work() } });
  vi.stubGlobal("fetch", async (url: string, { method, body }: { method: string; body?: string }) => {
    if (down) throw new TypeError("offline");
    if (url.endsWith("/auth/refresh")) return Response.json({ accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    if (failing) return Response.json({ code: "unavailable", detail: "later" }, { status: 503 });
    if (method === "PATCH") {
      await held;
      const changed: Record<string, unknown> = JSON.parse(body ?? "").values;
      if ("refused" in changed) return Response.json({ code: "invalid", detail: "no" }, { status: 400 });
      values = Object.fromEntries(Object.entries({ ...values, ...changed }).filter(([, value]) => value !== null));
    }
    return Response.json({ values, updatedAt: null });
  });
  const join = (_: string, listener: (typeof listeners)[number]) => listeners.push(listener);
  return {
    rooms: { join, members: new Observable({}) } as unknown as Rooms,
    values: () => values,
    set: (to: Record<string, unknown>) => {
      values = to;
    },
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
    /** Whether it answers that it can't do anything now. */
    fail: (does: boolean) => {
      failing = does;
    },
    tell: () => {
      for (const listener of listeners) listener.onEvent({ name: "preferences:updated" });
    },
    connect: () => {
      for (const listener of listeners) listener.onGap();
    },
  };
}

/** What a device keeps when its pages are closed. */
type Kept = { store: Storage; indexedDB: IDBFactory };

const device = (): Kept => ({ store: memory(), indexedDB: new IDBFactory() });

/** The preferences of a tab of Ana's, on a device. */
function tab(
  there: { rooms: Rooms },
  here: Kept = device(),
  leads: boolean | Observable<boolean> = true,
  channel?: Channel,
): Preferences {
  const disk = new Disk(here.indexedDB);
  const leading = typeof leads === "boolean" ? new Observable(leads) : leads;
  return new Preferences("ana", there.rooms, here.store, { disk, channel, leads: leading });
}

// The timers of IndexedDB stay: it is waited for, where time is made to pass.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what is set on one device is there on the other, and after a reload without a server", async () => {
  const there = server();
  const here = device();
  const one = tab(there, here);
  const two = tab(there);
  two.start();
  one.set("theme", "dark");
  expect(one.get("theme", "auto")).toBe("dark");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(there.values()).toEqual({ theme: "dark" });
  there.tell();
  await vi.advanceTimersByTimeAsync(1);
  expect(two.get("theme", "auto")).toBe("dark");
  expect(tab(there, here).get("theme", "auto")).toBe("dark");
});

test("what is set offline is sent later, and wins over what another device set meanwhile", async () => {
  const there = server();
  const one = tab(there);
  const two = tab(there);
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

test("what a server that fails did not take is sent again, without another connection", async () => {
  const there = server();
  const one = tab(there);
  there.fail(true);
  one.set("theme", "dark");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(there.values()).toEqual({});
  there.fail(false);
  await vi.advanceTimersByTimeAsync(30_000); // as long as it waits at most
  expect(there.values()).toEqual({ theme: "dark" });
});

test("a device that has not heard of another one's values undoes none of them", async () => {
  const there = server();
  const one = tab(there);
  const two = tab(there);
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
  const here = device();
  here.store.setItem("roomkey/preferences/ana", text);
  expect(tab(server(), here).values.get()).toEqual({});
});

test("what is set while an earlier value is on its way stays", async () => {
  const there = server();
  const one = tab(there);
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

/** How many values a device has to send yet, as its disk says. */
async function unsentOn({ indexedDB }: Kept): Promise<number> {
  const database = (await new Disk(indexedDB).open("roomkey-unsent-ana", ["unsent"])) as IDBDatabase;
  const count = await result(database.transaction("unsent").objectStore("unsent").count());
  database.close();
  return count;
}

/** A tab that has read what is unsent, and is connected. */
async function started(
  there: ReturnType<typeof server>,
  here: Kept,
  leads: boolean | Observable<boolean> = true,
  channel?: Channel,
) {
  const preferences = tab(there, here, leads, channel);
  await preferences.restore();
  preferences.start();
  return preferences;
}

/** The channels of two tabs of one device. */
function channels(): [Channel, Channel] {
  const topic = `preferences/${crypto.randomUUID()}`;
  const both: [Channel, Channel] = [new Channel(topic), new Channel(topic)];
  for (const channel of both) channel.open();
  onTestFinished(() => both.forEach((channel) => void channel.close()));
  return both;
}

test("what is set offline survives a reload, and is sent then, once", async () => {
  const [there, here] = [server(), device()];
  const before = await started(there, here);
  before.set("theme", "dark");
  before.set("quiet/on", true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(there.values()).toEqual({ theme: "dark", "quiet/on": true });
  there.down(true);
  before.set("theme", "light");
  before.set("quiet/on", undefined);
  before.rest(); // the page is left before they could be sent

  const after = await started(there, here);
  expect(after.values.get()).toEqual({ theme: "light" });
  there.down(false);
  there.connect();
  await expect.poll(there.values).toEqual({ theme: "light" });
  expect(after.values.get()).toEqual({ theme: "light" });
  await expect.poll(() => unsentOn(here)).toBe(0);

  there.set({ theme: "dark" }); // by another device
  const again = await started(there, here);
  there.connect();
  await expect.poll(() => again.get("theme", "auto")).toBe("dark");
  await vi.advanceTimersByTimeAsync(20_000);
  expect(there.values()).toEqual({ theme: "dark" });
});

test("what the server refuses holds up nothing else, and is shown no longer", async () => {
  const [there, here] = [server(), device()];
  const one = await started(there, here);
  one.set("refused", "x".repeat(10));
  one.set("theme", "dark");
  await vi.advanceTimersByTimeAsync(1_000);
  await expect.poll(there.values).toEqual({ theme: "dark" });
  await expect.poll(() => one.values.get()).toEqual({ theme: "dark" });
  await expect.poll(() => unsentOn(here)).toBe(0);
});

test("no more waits to be sent than the server keeps: the last values", async () => {
  const [there, here] = [server(), device()];
  const one = await started(there, here);
  for (let name = 0; name < 300; name++) one.set(`column/${name}`, name);
  await expect.poll(() => unsentOn(here)).toBe(256);
  await vi.advanceTimersByTimeAsync(1_000);
  await expect.poll(() => Object.keys(there.values()).length).toBe(256);
  expect(there.values()).toMatchObject({ "column/44": 44, "column/299": 299 });
});

test("a tab shows what another has set, and sends it if it leads and the other has gone", async () => {
  const [there, here] = [server(), device()];
  const [first, second] = channels();
  const leader = await started(there, here, true, first);
  const follower = await started(there, here, false, second);
  leader.set("density", "large");
  await expect.poll(() => follower.get("density", "")).toBe("large");
  follower.set("theme", "dark");
  follower.rest(); // it is closed
  await expect.poll(() => leader.get("theme", "auto")).toBe("dark");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(there.values()).toEqual({ density: "large", theme: "dark" });
  await expect.poll(() => unsentOn(here)).toBe(0);

  // A page that has slept sends nothing that another tab has sent meanwhile.
  follower.set("theme", "light");
  follower.rest();
  await expect.poll(() => leader.get("theme", "auto")).toBe("light");
  second.close();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(there.values()).toEqual({ density: "large", theme: "light" });
  await expect.poll(() => unsentOn(here)).toBe(0);
  there.set({ density: "large", theme: "dark" }); // by another device
  await follower.wake();
  there.connect();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(there.values()).toEqual({ density: "large", theme: "dark" });
  expect(follower.get("theme", "auto")).toBe("dark");
});

test("what two tabs have set offline is sent, and wins over no later value of another device or tab", async () => {
  const [there, here] = [server(), device()];
  const [first, second] = channels();
  const leader = await started(there, here, true, first);
  const follower = await started(there, here, false, second);
  there.down(true);
  follower.set("theme", "dark");
  await expect.poll(() => leader.get("theme", "auto")).toBe("dark");
  await vi.advanceTimersByTimeAsync(1_000);
  leader.set("density", "small");
  await expect.poll(() => follower.get("density", "")).toBe("small");
  follower.set("density", "large");
  await expect.poll(() => leader.get("density", "")).toBe("large");
  await vi.advanceTimersByTimeAsync(1_000);
  there.down(false);
  there.connect(); // both send
  await expect.poll(() => unsentOn(here)).toBe(0);
  expect(there.values()).toEqual({ theme: "dark", density: "large" });

  there.set({ theme: "light", density: "small" }); // by another device
  there.connect();
  for (const tab of [leader, follower]) await expect.poll(() => tab.get("theme", "auto")).toBe("light");
  await vi.advanceTimersByTimeAsync(20_000);
  there.connect();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(there.values()).toEqual({ theme: "light", density: "small" });
});

test("a tab that leads from now on sends what the one before it could not", async () => {
  const [there, here] = [server(), device()];
  const [first, second] = channels();
  const leader = await started(there, here, true, first);
  const leads = new Observable(false);
  const follower = await started(there, here, leads, second);
  leader.set("theme", "dark");
  leader.rest(); // it is closed
  await expect.poll(() => follower.get("theme", "auto")).toBe("dark");
  leads.set(true);
  await vi.advanceTimersByTimeAsync(10_000);
  await expect.poll(there.values).toEqual({ theme: "dark" });
});

test("who signs out leaves nothing, whatever is on its way, and whichever tabs there are", async () => {
  const [there, here] = [server(), device()];
  const [first, second] = channels();
  const one = await started(there, here, true, first);
  const other = await started(there, here, false, second);
  const heard = new Promise<void>((resolve) => {
    second.on("wipe", () => resolve(other.end()));
  });
  const left = () => here.store.getItem("roomkey/preferences/ana");
  there.down(true);
  one.set("theme", "dark");
  await expect.poll(() => other.get("theme", "auto")).toBe("dark");
  there.down(false);
  there.tell(); // both ask for the server's values
  first.post("wipe", {});
  await Promise.all([one.wipe(), heard]);
  one.set("theme", "light");
  other.set("theme", "light");
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await unsentOn(here)).toBe(0);
  expect(left()).toBeNull();
});
