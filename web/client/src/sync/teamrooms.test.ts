import { afterEach, expect, test, vi } from "vitest";
import { TeamRooms } from "./teamrooms";

afterEach(() => vi.unstubAllGlobals());

/** A server with these teams, and what is joined. */
function rooms(teams: string[]) {
  const joined: string[] = [];
  let asked = 0;
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => work() } });
  vi.stubGlobal("fetch", async (url: string) => {
    if (url.endsWith("/auth/refresh")) return Response.json({ accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    asked++;
    return Response.json({ items: teams.map((id) => ({ id })) });
  });
  const join = (room: string) => {
    joined.push(room);
    return () => undefined;
  };
  return { join, joined, asked: () => asked };
}

const deaf = { onEvent: () => undefined, onGap: () => undefined };

test("a broker is in the rooms of all teams, whose records brokers read, and of teams made later", async () => {
  const teams = ["a", "b"];
  const there = rooms(teams);
  const of = new TeamRooms({ role: "broker", teams: ["b"] }, there, deaf);
  of.start();
  expect(there.joined).toEqual(["team:b"]);
  await of.catchUp();
  expect(there.joined).toEqual(["team:b", "team:a"]);
  teams.push("c");
  await of.catchUp();
  expect(there.joined).toEqual(["team:b", "team:a", "team:c"]);
});

test("everybody else is in the rooms of their own teams, and asks for none", async () => {
  const there = rooms(["a", "b"]);
  const of = new TeamRooms({ role: "lead", teams: ["a"] }, there, deaf);
  of.start();
  await of.catchUp();
  expect(there.joined).toEqual(["team:a"]);
  expect(there.asked()).toBe(0);
});
