import { afterEach, expect, test, vi } from "vitest";
import { Notifications, unreadOf } from "./notifications";
import type { RoomEvent, Rooms } from "./rooms";

afterEach(() => vi.unstubAllGlobals());

type One = { id: string; kind: string; at: string; read: boolean };

const unread = (id: string): One => ({ id, kind: "mention", at: "2026-11-30T12:00:00Z", read: false });

/** A server of notifications, and how it tells of them. Each answer is as of when it was asked for. */
function served(items: One[]) {
  const server = { items, asked: 0, held: Promise.resolve(), fails: false };
  let tell: (event: RoomEvent) => void = () => {};
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => work() } });
  vi.stubGlobal("fetch", async (url: string, { method }: RequestInit) => {
    if (url.endsWith("/auth/refresh")) return Response.json({ accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    const answer = Response.json({ items: server.items, next: null });
    server.asked++;
    await server.held;
    if (method === "POST" && server.fails) throw new TypeError("no network");
    return answer;
  });
  const rooms = { join: (_: string, { onEvent }: { onEvent: typeof tell }) => (tell = onEvent) } as unknown as Rooms;
  const notifications = new Notifications("u", rooms);
  notifications.start();
  const say = (name: string, data: object) => tell({ name, data } as unknown as RoomEvent);
  return { server, notifications, say };
}

test("what is read on another device is read here", async () => {
  const { server, notifications, say } = served(["a", "b", "c"].map(unread));
  const loading = notifications.load();
  say("notifications:read", { ids: ["b"] }); // its answer is of before
  await loading;
  await vi.waitFor(() => expect(unreadOf(notifications.all.get())).toBe(2));
  server.items = server.items.map((one) => ({ ...one, read: true }));
  say("notifications:read", { ids: null });
  await vi.waitFor(() => expect(unreadOf(notifications.all.get())).toBe(0));
});

test("of several that come at once each is told, by two requests", async () => {
  const { server, notifications, say } = served([unread("a")]);
  const told: string[] = [];
  notifications.onNew = ({ id }) => told.push(id);
  let answer = () => {};
  server.held = new Promise((resolve) => {
    answer = resolve;
  });
  say("notification", { id: "a" });
  await vi.waitFor(() => expect(server.asked).toBe(1));
  server.items = ["c", "b", "a"].map(unread);
  say("notification", { id: "b" });
  say("notification", { id: "c" });
  answer();
  await vi.waitFor(() => expect(told.sort()).toEqual(["a", "b", "c"]));
  expect(server.asked).toBe(2);
});

test("what the server does not take as read is unread again, and what came meanwhile stays", async () => {
  const { server, notifications, say } = served([unread("a")]);
  await notifications.load();
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  Object.assign(server, { held, fails: true });
  const reading = notifications.read();
  await vi.waitFor(() => expect(server.asked).toBe(2));
  Object.assign(server, { held: Promise.resolve(), items: ["b", "a"].map(unread) });
  say("notification", { id: "b" });
  await vi.waitFor(() => expect(notifications.all.get()).toHaveLength(2));
  answer();
  await expect(reading).rejects.toThrow();
  expect(notifications.all.get()).toEqual(server.items);
});

test("what is no notification is left out", async () => {
  const { server, notifications } = served([unread("a")]);
  Object.assign(server, { items: [{}, { id: 1 }, { id: "b" }, unread("a")] });
  await notifications.load();
  expect(notifications.all.get()?.map(({ id }) => id)).toEqual(["a"]);
});
