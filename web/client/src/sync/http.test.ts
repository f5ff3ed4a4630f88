import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { serverNow, setClock } from "../lib/clock";
import { api, connectTo, get, Problem, setAccess, trouble, troubleOf } from "./http";

type Answer = { status?: number; body?: unknown; type?: string; text?: string };

let asked: string[];
let answers: (path: string) => Answer | Error;
const day = 86_400_000;

/** The server's clock, which is right. */
const now = Date.parse("2026-05-06T10:00:00Z");

beforeEach(() => {
  asked = [];
  connectTo({
    origin: "http://roomkey.test",
    fetch: async (url) => {
      const path = String(url).replace("http://roomkey.test/api/v1", "");
      asked.push(path);
      const answer = answers(path);
      if (answer instanceof Error) throw answer;
      const { status = 200, body = {}, type = "application/json", text } = answer;
      const date = new Date(now).toUTCString();
      return new Response(text ?? JSON.stringify(body), { status, headers: { "Content-Type": type, Date: date } });
    },
  });
  setAccess(undefined);
});

afterEach(() => {
  connectTo({ origin: "", fetch: (...request) => globalThis.fetch(...request), token: undefined }); // files share it
  vi.useRealTimers();
  setClock(new Date().toUTCString(), Date.now(), Date.now());
});

const grant = () => ({ accessToken: "t", expiresAt: new Date(now + 600_000).toISOString() });

test.each([day, -day, 0])(
  "a clock that is off by %i ms renews the token once, and tells the server's time",
  async (off) => {
    vi.useFakeTimers({ now: now + off, toFake: ["Date"] });
    answers = (path) => (path === "/auth/refresh" ? { body: grant() } : {});
    for (let call = 0; call < 9; call++) await api("GET", "/people");
    expect(asked.filter((path) => path === "/auth/refresh")).toHaveLength(1);
    expect(Math.abs(serverNow() - now)).toBeLessThan(3_000);
  },
);

test("the clock is not set by what is no date, and not moved by a second", () => {
  setClock("soon", 0, 0);
  setClock(null, 0, 0);
  vi.useFakeTimers({ now, toFake: ["Date"] });
  setClock(new Date(now).toUTCString(), now, now);
  const before = serverNow() - Date.now();
  setClock(new Date(now + 1_000).toUTCString(), now, now);
  expect(serverNow() - Date.now()).toBe(before);
});

const troubles: [string, Answer | Error, string][] = [
  ["no network", new TypeError("Failed to fetch"), "offline"],
  ["a deadline that passed", new DOMException("too late", "TimeoutError"), "offline"],
  ["a captive portal's page", { type: "text/html", text: "<html>Welcome to our hotel</html>" }, "portal"],
  ["a captive portal's refusal", { status: 403, type: "text/html", text: "<html>" }, "portal"],
  ["a network that asks for a sign-in", { status: 511, text: "" }, "portal"],
  ["a page that calls itself JSON", { text: "<html>" }, "portal"],
  ["a list, which the API never answers", { text: "[]" }, "portal"],
  ["a text", { text: '"welcome"' }, "portal"],
  ["nothing", { text: "null" }, "portal"],
  ["a list of nothing", { text: '{"items":[null]}' }, "portal"],
  ["items that are no list", { text: '{"items":{}}' }, "portal"],
  ["a proxy without a server", { status: 502, type: "text/html", text: "<html>" }, "server"],
  ["a server that fails", { status: 500, body: { code: "internal" } }, "server"],
];

test.each(troubles)("%s is told apart", async (_, answer, why) => {
  answers = () => answer;
  connectTo({ token: "t" });
  const cause = await api("GET", "/schema").catch((cause: unknown) => cause);
  connectTo({ token: undefined });
  expect(troubleOf(cause)).toBe(why);
  expect(trouble.get()).toBe(why);
});

test("an answer without what it should have is another's, and no empty list", async () => {
  connectTo({ token: "t" });
  answers = () => ({ text: '{"welcome":true}' });
  const cause = await get<{ items: unknown[] }>("/views", ["items"]).catch((cause: unknown) => cause);
  answers = () => ({ text: '{"items":[],"next":null}' });
  const answer = await get<{ items: unknown[] }>("/views", ["items"]);
  connectTo({ token: undefined });
  expect(troubleOf(cause)).toBe("portal");
  expect(answer).toEqual({ items: [], next: null });
});

test("a refusal is no trouble, and ends what was", async () => {
  answers = () => ({ status: 404, body: { code: "not_found", detail: "there is no such record" } });
  connectTo({ token: "t" });
  trouble.set("offline");
  const cause = await api("GET", "/escrows/x").catch((cause: unknown) => cause);
  connectTo({ token: undefined });
  expect(cause).toBeInstanceOf(Problem);
  expect(troubleOf(cause)).toBeUndefined();
  expect(trouble.get()).toBeUndefined();
});
