import { deviceStore, readJson } from "../lib/storage";
import { isMap } from "../lib/valid";
import { factoryHere } from "./disk";

/** An account whose copies on this device are to be deleted, and what the page to sign in says about it. */
export type Wiping = { user: string; notice?: string };

const wipingKey = "roomkey/wiping";

/** A database that somebody still uses is not waited for longer than this, in milliseconds. */
const patience = 3_000;

/** What is said where the disk has refused. */
export const leftHere =
  "Some of what Roomkey kept on this device could not be deleted: clear this site's data in the browser's settings.";

/** Notes that an account's copies are to be deleted: a page that ends meanwhile goes on when it is opened again. */
export function beginWipe(wiping: Wiping): void {
  deviceStore.setItem(wipingKey, JSON.stringify(wiping));
}

/** They are deleted, or the account's user has signed in again. */
export function endWipe(): void {
  deviceStore.removeItem(wipingKey);
}

/** The account whose copies are still to be deleted. */
export function unfinishedWipe(): Wiping | undefined {
  return readJson(deviceStore, wipingKey, isWiping);
}

/** Deletes all that this device holds of an account, while no client of it is there; false where something is left. */
export async function deleteCopies(user: string, wait = patience): Promise<boolean> {
  const keys = Array.from({ length: deviceStore.length }, (_, index) => deviceStore.key(index) ?? "");
  for (const key of keys) if (key.includes(user)) deviceStore.removeItem(key);
  const factory = factoryHere();
  if (!factory) return true; // where there is no storage, nothing was stored
  try {
    const names = (await factory.databases()).flatMap(({ name }) => (name?.endsWith(user) ? [name] : []));
    return (await Promise.all(names.map((name) => remove(factory, name, wait)))).every(Boolean);
  } catch {
    return false;
  }
}

function remove(factory: IDBFactory, name: string, wait: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = factory.deleteDatabase(name);
    request.onsuccess = () => resolve(true);
    request.onerror = () => resolve(false);
    setTimeout(() => resolve(false), wait); // another tab has it open, and is about to leave
  });
}

function isWiping(value: unknown): value is Wiping {
  return isMap(value) && typeof value.user === "string" && value.user !== "" && isNotice(value.notice);
}

function isNotice(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}
