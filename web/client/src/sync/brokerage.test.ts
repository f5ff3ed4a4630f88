import { afterEach, expect, test } from "vitest";
import { memory } from "../testing";
import { BrokerageSettings, usualDays } from "./brokerage";
import { connectTo, setAccess } from "./http";
import type { Rooms } from "./rooms";

const who = { id: "ann", broker: "harbor" };
const json = (body: unknown) => new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });

afterEach(() => connectTo({ fetch: (...request) => globalThis.fetch(...request) })); // files share it

test("what the brokerage has set is kept on the device, follows its broker, and is never what can't be", async () => {
  let answer: unknown = { id: "harbor", name: "Harbor", contingencyDays: { ...usualDays, loan: 25 } };
  connectTo({ fetch: async () => json(answer) });
  setAccess({ accessToken: "a", expiresAt: new Date(Date.now() + 600_000).toISOString() });
  const listeners: { onEvent: (event: { name: string }) => void; onGap: () => void }[] = [];
  const rooms = {
    join: (room: string, listener: (typeof listeners)[number]) => {
      expect(room).toBe("broker:harbor");
      listeners.push(listener);
    },
  } as unknown as Rooms;
  const store = memory();
  const one = new BrokerageSettings(who, rooms, store);
  expect(one.days.get()).toEqual(usualDays);
  one.start();
  listeners[0]?.onGap();
  await expect.poll(() => one.days.get().loan).toBe(25);
  for (const bad of [{ ...usualDays, loan: 366 }, { ...usualDays, deposit: 1.5 }, { loan: 3 }, [], "x", null]) {
    answer = { contingencyDays: bad };
    listeners[0]?.onEvent({ name: "brokerage:updated" });
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(one.days.get().loan).toBe(25);
  }
  answer = { contingencyDays: { ...usualDays, appraisal: 0 } };
  listeners[0]?.onEvent({ name: "views:updated" });
  listeners[0]?.onEvent({ name: "brokerage:updated" });
  await expect.poll(() => one.days.get().appraisal).toBe(0);
  expect(new BrokerageSettings(who, rooms, store).days.get()).toEqual({ ...usualDays, appraisal: 0 }); // offline
  expect(new BrokerageSettings({ ...who, id: "ben" }, rooms, store).days.get()).toEqual(usualDays);
  one.wipe();
  listeners[0]?.onGap();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(store.length).toBe(0);
});
