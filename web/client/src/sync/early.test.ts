import { afterEach, expect, test, vi } from "vitest";

const user = { id: "u", email: "a@b.test", name: "Ana", role: "agent", broker: "b", actorPrefix: "00", teams: [] };

/** A page of its own that starts on a device which keeps these texts, and what it asks the server for. */
async function aPage(kept: Record<string, string>) {
  vi.resetModules();
  const texts = new Map(Object.entries(kept));
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, value: string) => void texts.set(key, value),
    removeItem: (key: string) => void texts.delete(key),
  });
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => work() } });
  const asked: string[] = [];
  let isDown = false;
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url.replace("/api/v1", ""));
    if (isDown) throw new TypeError("no network");
    if (url.endsWith("/auth/refresh")) return Response.json({ accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    return Response.json({ answer: asked.length });
  });
  const down = (is: boolean) => {
    isDown = is;
  };
  return { asked, down, ...(await import("./early")), ...(await import("./http")) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => vi.unstubAllGlobals());

test("a device where the app was never started asks for the first rows at once, and uses them once", async () => {
  const { asked, askEarly, api } = await aPage({ "roomkey/user": JSON.stringify(user) });
  askEarly();
  await settled();
  expect(asked).toEqual(["/auth/refresh", "/schema", "/catalog?after=&limit=500", "/sync/bulk"]);
  expect(await api("GET", "/catalog?after=&limit=500")).toEqual({ answer: 3 });
  expect(asked).toHaveLength(4);
  expect(await api("GET", "/catalog?after=&limit=500")).toEqual({ answer: 5 });
});

test("documents are asked for early where the rows came soon, by a request that is given once", async () => {
  const { askEarly, takePosted } = await aPage({ "roomkey/user": JSON.stringify(user) });
  askEarly();
  expect(takePosted("/sync/bulk")).toBeUndefined(); // the rows come first
  await settled();
  expect(await (await takePosted("/sync/bulk")?.answer)?.json()).toEqual({ answer: 4 });
  expect(takePosted("/sync/bulk")).toBeUndefined();
  const slow = await aPage({ "roomkey/user": JSON.stringify(user) });
  const now = performance.now();
  vi.spyOn(performance, "now")
    .mockReturnValueOnce(now)
    .mockReturnValue(now + 600);
  slow.askEarly();
  await settled();
  vi.restoreAllMocks();
  expect(slow.asked).not.toContain("/sync/bulk");
});

test("a device that has started the app before asks for a token, and one without a user for nothing", async () => {
  const page = await aPage({ "roomkey/user": JSON.stringify(user), "roomkey/schema": "{}" });
  page.askEarly();
  await settled();
  expect(page.asked).toEqual(["/auth/refresh"]);
  const stranger = await aPage({});
  stranger.askEarly();
  await settled();
  expect(stranger.asked).toEqual([]);
});

test("what could not be had early is asked for again when it is needed", async () => {
  const { asked, down, askEarly, api } = await aPage({ "roomkey/user": JSON.stringify(user) });
  down(true);
  askEarly();
  await settled();
  down(false);
  const before = asked.length;
  expect(await api("GET", "/catalog?after=&limit=500")).toEqual({ answer: before + 2 }); // after a token
});
