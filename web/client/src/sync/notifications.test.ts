import { afterEach, expect, test, vi } from "vitest";
import { Notifications, unreadOf } from "./notifications";
import type { RoomEvent, Rooms } from "./rooms";

afterEach(() => vi.unstubAllGlobals());

test("what is read on another device is read here", async () => {
  let served = ["a", "b", "c"].map((id) => ({ id, read: false }));
  let tell: (event: RoomEvent) => void = () => {};
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => work() } });
  vi.stubGlobal("fetch", async (url: string) =>
    url.endsWith("/auth/refresh")
      ? Response.json({ accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" })
      : Response.json({ items: served, next: null }),
  );
  const rooms = { join: (_: string, { onEvent }: { onEvent: typeof tell }) => (tell = onEvent) } as unknown as Rooms;
  const notifications = new Notifications("u", rooms);
  notifications.start();
  const loading = notifications.load();
  tell({ name: "notifications:read", data: { ids: ["b"] } } as unknown as RoomEvent); // its answer is of before
  await loading;
  await vi.waitFor(() => expect(unreadOf(notifications.all.get())).toBe(2));
  served = served.map((one) => ({ ...one, read: true }));
  tell({ name: "notifications:read", data: { ids: null } } as unknown as RoomEvent);
  await vi.waitFor(() => expect(unreadOf(notifications.all.get())).toBe(0));
});
