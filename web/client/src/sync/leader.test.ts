import { afterEach, expect, test, vi } from "vitest";
import { locksOf } from "../locks";
import { Channel } from "./channel";
import { Leader, type Locks } from "./leader";

const channels: Channel[] = [];
afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
  vi.useRealTimers();
});

/** A tab of a device: its leadership, its locks and its channel. */
function aTab(topic: string, locks: Locks) {
  const channel = new Channel(topic);
  channel.open();
  channels.push(channel);
  const leader = new Leader(`${topic}/socket`, channel, locks);
  leader.start();
  return { leader, locks, channel };
}

const leading = (tabs: { leader: Leader }[]) => tabs.map(({ leader }) => leader.leads.get());

test("one tab leads, and the next takes over when it stops or crashes", async () => {
  const { device, crash } = locksOf();
  const tabs = [1, 2, 3].map(() => aTab("one", device()));
  expect(leading(tabs)).toEqual([true, false, false]);
  tabs[0]?.leader.stop();
  await expect.poll(() => leading(tabs)).toEqual([false, true, false]);
  crash(tabs[1]?.locks as Locks);
  await expect.poll(() => leading(tabs.slice(2))).toEqual([true]);
  for (const { leader } of tabs) leader.stop();
});

test("a tab that stopped waits again when it is started", async () => {
  const { device } = locksOf();
  const [first, second] = [aTab("two", device()), aTab("two", device())];
  first.leader.stop();
  first.leader.start();
  await expect.poll(() => leading([first, second])).toEqual([false, true]);
  second.leader.stop();
  await expect.poll(() => leading([first, second])).toEqual([true, false]);
  first.leader.stop();
});

test("a leader that answers keeps its lock, and a frozen one is robbed and waits again", async () => {
  const { device } = locksOf();
  const [first, second] = [aTab("three", device()), aTab("three", device())];
  await new Promise((resolve) => setTimeout(resolve, 4_500)); // the follower has asked once
  expect(leading([first, second])).toEqual([true, false]);
  first.channel.close(); // as a frozen page, which answers nothing
  await expect.poll(() => leading([first, second]), { timeout: 10_000 }).toEqual([false, true]);
  second.leader.stop();
  await expect.poll(() => leading([first, second])).toEqual([true, false]);
  first.leader.stop();
});

test("where there are no locks a tab leads alone", () => {
  const { leader } = aTab("four", undefined as unknown as Locks);
  expect(leader.leads.get()).toBe(!globalThis.navigator?.locks);
  leader.stop();
});
