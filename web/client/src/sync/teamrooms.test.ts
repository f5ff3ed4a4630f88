import { afterEach, expect, test, vi } from "vitest";
import { Observable } from "../lib/observable";
import type { User } from "../lib/user";
import { Channel } from "./channel";
import { TeamRooms } from "./teamrooms";

const channels: Channel[] = [];

afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
  vi.unstubAllGlobals();
});

/** A server with these teams. Gives how often it was asked for them. */
function aServer(teams: string[]): () => number {
  let asked = 0;
  vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => unknown) => work() } });
  vi.stubGlobal("fetch", async (url: string) => {
    if (url.endsWith("/auth/refresh")) return Response.json({ accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    asked++;
    return Response.json({ items: teams.map((id) => ({ id })) });
  });
  return () => asked;
}

let devices = 0;

/** A user's device, which opens tabs: with the rooms that each of them joins. */
function aDevice(user: Pick<User, "role" | "teams">) {
  const topic = `teams/${devices++}`;
  return (isLeader = false) => {
    const channel = new Channel(topic);
    channel.open();
    channels.push(channel);
    const leads = new Observable(isLeader);
    const joined: string[] = [];
    const join = (room: string) => {
      joined.push(room);
      return () => undefined;
    };
    const deaf = { onEvent: () => undefined, onGap: () => undefined };
    const rooms = new TeamRooms(user, { join }, deaf, channel, leads);
    rooms.start();
    return { rooms, joined, leads };
  };
}

test("a broker is in the rooms of all teams, whose records brokers read, and of teams made later", async () => {
  const teams = ["a", "b"];
  aServer(teams);
  const { rooms, joined } = aDevice({ role: "broker", teams: ["b"] })(true);
  expect(joined).toEqual(["team:b"]);
  await rooms.catchUp();
  expect(joined).toEqual(["team:b", "team:a"]);
  teams.push("c");
  await rooms.catchUp();
  expect(joined).toEqual(["team:b", "team:a", "team:c"]);
  expect(rooms.joined.get()).toEqual(["b", "a", "c"]);
});

test("a broker's other tabs hear of the teams from the one that leads, and never ask the server", async () => {
  const teams = ["a", "b"];
  const asked = aServer(teams);
  const open = aDevice({ role: "broker", teams: ["b"] });
  const leader = open(true);
  const follower = open();
  for (let ack = 0; ack < 5; ack++) await follower.rooms.catchUp(); // it is told of the connection with each ack
  expect(asked()).toBe(0);
  await leader.rooms.catchUp();
  await expect.poll(() => follower.joined).toEqual(["team:b", "team:a"]);
  const late = open();
  await expect.poll(() => late.joined).toEqual(["team:b", "team:a"]);
  expect(asked()).toBe(1);

  leader.leads.set(false);
  follower.leads.set(true);
  teams.push("c");
  await follower.rooms.catchUp(); // it has the connection now
  await expect.poll(() => leader.joined).toEqual(["team:b", "team:a", "team:c"]);
  await expect.poll(() => late.joined).toEqual(["team:b", "team:a", "team:c"]);
  expect(asked()).toBe(2);
});

test("everybody else is in the rooms of their own teams, and asks for none", async () => {
  const asked = aServer(["a", "b"]);
  const { rooms, joined } = aDevice({ role: "lead", teams: ["a"] })(true);
  await rooms.catchUp();
  expect(joined).toEqual(["team:a"]);
  expect(asked()).toBe(0);
});
