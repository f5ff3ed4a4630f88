import { afterEach, expect, test } from "vitest";
import { Channel } from "./channel";
import { Relay } from "./relay";
import { type RoomEvent, Rooms } from "./rooms";
import type { Frame } from "./socket";

const channels: Channel[] = [];
afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
});

let devices = 0;

/** Two tabs of a device, of which the first leads, and what the server got. */
function aDevice() {
  const topic = `relay/${devices++}`;
  const sent: Frame[] = [];
  const tab = (name: string) => {
    const channel = new Channel(topic);
    channel.open();
    channels.push(channel);
    const relay = new Relay(name, channel, { post: (frame) => sent.push(frame) > 0 });
    const rooms = new Rooms(relay);
    relay.onFrame = (frame) => void rooms.receive(frame);
    const heard: string[] = [];
    const listener = {
      onEvent: ({ name, offset }: RoomEvent) => heard.push(`${name} ${offset}`),
      onGap: () => heard.push("gap"),
    };
    return { relay, rooms, heard, listener, channel };
  };
  const [first, second] = [tab("first"), tab("second")];
  first.relay.lead(true);
  return { first, second, sent, take: () => sent.splice(0) };
}

const joined = (offset: number, recovered: boolean, events: unknown[] = []) => ({
  ...{ type: "room:joined", room: "team:x", epoch: "e", offset, recovered, events },
  members: [{ device: "d2", user: "u2", status: "online", room: "team:x" }],
});
const event = (offset: number) => ({ type: "event", room: "team:x", offset, name: `n${offset}`, data: {}, at: 0 });

test("a room is joined once for all tabs, each is told of it, and it is left by the last", async () => {
  const { first, second, take } = aDevice();
  const leave = first.rooms.join("team:x", first.listener);
  expect(take()).toEqual([{ type: "room:join", room: "team:x" }]);
  first.relay.receive(joined(5, false));
  const leaveToo = second.rooms.join("team:x", second.listener);
  await expect.poll(() => second.heard).toEqual(["gap"]);
  expect([...(second.rooms.members.get()["team:x"]?.keys() ?? [])]).toEqual(["d2"]);
  first.relay.receive(event(6));
  await expect.poll(() => second.heard).toEqual(["gap", "n6 6"]);
  expect(first.heard).toEqual(["gap", "n6 6"]);
  leave();
  first.relay.receive(event(7));
  await expect.poll(() => second.heard).toHaveLength(3);
  expect(take()).toEqual([]);
  leaveToo();
  await expect.poll(() => take()).toEqual([{ type: "room:leave", room: "team:x" }]);
});

test("after a takeover the rooms of all tabs are joined where they were left, and nothing is told twice", async () => {
  const { first, second, take } = aDevice();
  first.rooms.join("team:x", first.listener);
  second.rooms.join("team:x", second.listener);
  await expect.poll(() => take()).toHaveLength(1);
  first.relay.receive(joined(5, false));
  first.relay.receive(event(6));
  await expect.poll(() => second.heard).toEqual(["gap", "n6 6"]);
  first.relay.lead(false);
  second.relay.lead(true);
  second.rooms.rejoin();
  expect(take()).toEqual([{ type: "room:join", room: "team:x", epoch: "e", offset: 6 }]);
  first.rooms.rejoin();
  second.relay.opened();
  second.relay.receive(joined(7, true, [event(6), event(7)]));
  await expect.poll(() => first.heard).toEqual(["gap", "n6 6", "n7 7"]);
  expect(second.heard).toEqual(["gap", "n6 6", "n7 7"]);
  second.relay.receive(event(7));
  expect(second.heard).toHaveLength(3);
});

test("a tab that has missed events hears of a gap, and one that has not does not", async () => {
  const { first, second } = aDevice();
  first.rooms.join("team:x", first.listener);
  second.rooms.join("team:x", second.listener);
  first.relay.receive(joined(5, false));
  await expect.poll(() => second.heard).toEqual(["gap"]);
  second.rooms.rejoin();
  first.relay.receive(event(6));
  await expect.poll(() => second.heard).toEqual(["gap", "n6 6"]);
  second.channel.close(); // it sleeps
  first.relay.receive(event(7));
  second.channel.open();
  second.rooms.rejoin();
  await expect.poll(() => second.heard).toEqual(["gap", "n6 6", "gap"]);
});

test("the server is told what the tab does that is looked at, and nothing of one that has ended", async () => {
  const { first, second, take } = aDevice();
  first.relay.post({ type: "presence", status: "online", viewing: "r1" });
  second.relay.post({ type: "presence", status: "online", viewing: "r2" });
  await expect.poll(() => take().at(-1)?.viewing).toBe("r2");
  first.relay.post({ type: "presence", status: "away", viewing: "r1" });
  expect(take().at(-1)).toEqual({ type: "presence", status: "online", viewing: "r2" });
  first.relay.gone("second");
  expect(take().at(-1)).toEqual({ type: "presence", status: "away", viewing: "r1" });
});
