import { afterEach, expect, test } from "vitest";
import { Channel } from "./channel";

const opened: Channel[] = [];
afterEach(() => {
  for (const channel of opened.splice(0)) channel.close();
});

function tab(topic: string): Channel {
  const channel = new Channel(topic);
  opened.push(channel);
  channel.open();
  return channel;
}

test("a tab is alone until it hears another, which knows of it too, and again when that has left", async () => {
  const topic = crypto.randomUUID();
  const [first, elsewhere] = [tab(topic), tab(crypto.randomUUID())];
  expect([first.isAlone, elsewhere.isAlone]).toEqual([true, true]);
  const second = tab(topic);
  await expect.poll(() => [first.isAlone, second.isAlone]).toEqual([false, false]);
  const third = tab(topic);
  await expect.poll(() => third.isAlone).toBe(false);
  second.close();
  expect(second.isAlone).toBe(true);
  third.close();
  await expect.poll(() => first.isAlone).toBe(true);
  expect(elsewhere.isAlone).toBe(true);
});

test("a tab of an earlier version, which does not say that it is there, is heard all the same", async () => {
  const topic = crypto.randomUUID();
  const channel = tab(topic);
  const earlier = new BroadcastChannel(topic);
  earlier.postMessage({ name: "ping" });
  await expect.poll(() => channel.isAlone).toBe(false);
  earlier.close();
});
