import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deviceStore } from "../lib/storage";
import { connectTo } from "./http";
import { isOwnRevocation, keepSession } from "./ownsession";
import { finishWipe, signOut, takeNotice } from "./session";
import { beginWipe, deleteCopies, leftHere, unfinishedWipe } from "./wiping";

const ann = { id: "11111111-1111-4111-8111-111111111111", name: "Ann" };
const ben = "22222222-2222-4222-8222-222222222222";

/** The page's address, and how often it was loaded again. */
function page() {
  const assign = vi.fn();
  vi.stubGlobal("location", { assign, reload: vi.fn() });
  connectTo({ fetch: async () => new Response(null, { status: 204 }) });
  return assign;
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const names = async () => (await indexedDB.databases()).map(({ name }) => name).sort();

beforeEach(() => void vi.stubGlobal("indexedDB", new IDBFactory())); // other files leave databases in theirs

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
  deviceStore.removeItem("roomkey/wiping");
});

test("a device is meant only by the session that it was signed in with", () => {
  expect(isOwnRevocation(4502, "revoked=s1")).toBe(false); // it knows of none
  keepSession("s1");
  expect(isOwnRevocation(4502, "revoked=s1")).toBe(true);
  for (const reason of ["", "revoked=", "revoked=s2", "revoked=null", "s1"]) {
    expect(isOwnRevocation(4502, reason)).toBe(false);
  }
  expect(isOwnRevocation(3500, "revoked=s1")).toBe(false);
});

test("only the copies of one account are deleted, and whether all were is told", async () => {
  for (const name of [`roomkey-${ann.id}`, `roomkey-rows-${ann.id}`, `roomkey-${ben}`]) (await open(name)).close();
  deviceStore.setItem(`roomkey/tasks/${ann.id}`, "[]");
  deviceStore.setItem(`roomkey/tasks/${ben}`, "[]");
  expect(await deleteCopies(ann.id)).toBe(true);
  expect(await names()).toEqual([`roomkey-${ben}`]);
  expect([deviceStore.getItem(`roomkey/tasks/${ann.id}`), deviceStore.getItem(`roomkey/tasks/${ben}`)]).toEqual([
    null,
    "[]",
  ]);
  const held = await open(`roomkey-${ann.id}`); // which another tab does not close
  expect(await deleteCopies(ann.id, 20)).toBe(false);
  held.close();
});

test("signing out says so where the disk refuses, and deletes the copies when the page is opened again", async () => {
  const assign = page();
  const copy = await open(`roomkey-rows-${ann.id}`);
  deviceStore.setItem("roomkey/user", JSON.stringify({ id: ann.id }));
  const wipe = () => Promise.reject(new DOMException("no", "QuotaExceededError"));
  await signOut({ user: ann, wipe } as unknown as Parameters<typeof signOut>[0], "Why.");
  expect(assign).toHaveBeenCalledWith("/");
  expect(deviceStore.getItem("roomkey/user")).toBeNull();
  expect(takeNotice()).toBeUndefined(); // nothing is said to be done
  expect(unfinishedWipe()).toEqual({ user: ann.id, notice: "Why." });
  expect(await finishWipe(20)).toBe(`Why. ${leftHere}`); // the copy is still in use
  expect(unfinishedWipe()).toBeDefined();
  copy.close();
  expect(await finishWipe()).toBe("Why.");
  expect(await names()).not.toContain(`roomkey-rows-${ann.id}`);
  expect(await finishWipe()).toBeUndefined();
});

test("a page that ended while it wiped goes on when it is opened again, before it shows anything", async () => {
  page();
  const user = {
    id: ann.id,
    email: "a@b.test",
    name: "Ann",
    role: "agent",
    broker: ben,
    teams: [],
    actorPrefix: "0011223344556677",
  };
  deviceStore.setItem("roomkey/user", JSON.stringify(user));
  beginWipe({ user: ann.id, notice: "It was lost." });
  expect(await finishWipe()).toBe("It was lost.");
  expect(deviceStore.getItem("roomkey/user")).toBeNull();
});
