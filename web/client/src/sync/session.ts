import type { Answer, Body, Grant } from "../lib/api";
import { type Schema, withLabels } from "../lib/schema";
import { deviceStore, readJson, tabStore } from "../lib/storage";
import type { User } from "../lib/user";
import { isInvited, isMap, isSchema, isUser } from "../lib/valid";
import type { Client } from "./client";
import { api, setAccess, Unreachable } from "./http";
import { forgetSession, keepSession } from "./ownsession";
import { beginWipe, deleteCopies, endWipe, leftHere, unfinishedWipe } from "./wiping";

const userKey = "roomkey/user";
const schemaKey = "roomkey/schema";
const noticeKey = "roomkey/notice";

/** The user who was signed in when the app was last open, without asking the server. */
export function remembered(): User | undefined {
  return readJson(deviceStore, userKey, isUser);
}

/** Whether the schema was loaded on this device before: the app was started here. */
export function keepsSchema(): boolean {
  return deviceStore.getItem(schemaKey) !== null;
}

/** What anybody may know of the server, before they sign in. */
export function about(): Promise<Answer<"get", "/about">> {
  return api("GET", "/about");
}

/** Signs in; throws Problem where the server refuses. */
export async function signIn(email: string, password: string): Promise<User> {
  return enter("/auth/login", { email, password } satisfies Body<"post", "/auth/login">);
}

/** What the link of an invitation invites to, as who has its secret may know it. */
export type Invited = Answer<"post", "/auth/invitation">;

/** Asks what an invitation is for; throws Problem of status 404 where its link is not good, or not any more. */
export async function readInvitation(token: string): Promise<Invited> {
  const invited = await api<unknown>("POST", "/auth/invitation", { token } satisfies Body<"post", "/auth/invitation">);
  if (!isInvited(invited)) throw new Unreachable("portal");
  return invited;
}

/** Makes the account that an invitation is for, and signs in; throws Problem where the server refuses. */
export async function acceptInvitation(token: string, name: string, password: string): Promise<User> {
  const body: Body<"post", "/auth/invitation/accept"> = { token, name, password };
  return enter("/auth/invitation/accept", body);
}

/** Posts what begins a session, and remembers whose it is. */
async function enter(path: string, body: unknown): Promise<User> {
  const { user, ...grant } = await api<Grant & { user: User }>("POST", path, body);
  if (!isUser(user)) throw new Unreachable("portal");
  setAccess(grant);
  keepSession(grant.session);
  if (unfinishedWipe()?.user === user.id) endWipe();
  deviceStore.setItem(userKey, JSON.stringify(user));
  return user;
}

/** Deleting copies takes no longer, unless the disk is broken, in milliseconds. */
const wipeTime = 10_000;

let leaving: Promise<void> | undefined; // a page signs out once, however often it is told to

/**
 * Deletes this device's copies, signs out, and loads the first page, or with stays this one, again: with a notice for
 * the next person who signs in. Where the disk refuses, that page tries in another way, and says what could not be
 * deleted (finishWipe).
 */
export function signOut(client: Pick<Client, "user" | "wipe">, notice?: string, stays = false): Promise<void> {
  leaving ??= leave(client, notice, stays);
  return leaving;
}

async function leave(client: Pick<Client, "user" | "wipe">, notice: string | undefined, stays: boolean): Promise<void> {
  beginWipe({ user: client.user.id, notice });
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), wipeTime));
  const wiped = await Promise.race([
    client.wipe().then(
      () => true,
      () => false,
    ),
    late,
  ]);
  await api("POST", "/auth/logout").catch(() => undefined); // offline: the session ends by itself
  if (wiped) endWipe();
  if (wiped && notice) tabStore.setItem(noticeKey, notice);
  forgetUser();
  if (stays) location.reload();
  else location.assign("/");
}

/** Deletes what says who was signed in here. */
function forgetUser(): void {
  deviceStore.removeItem("roomkey/people");
  forgetSession();
  deviceStore.removeItem(userKey); // the other tabs see it and reload too
}

/**
 * Deletes the copies of an account that the last page has left: it ended before it had done so, or the disk refused.
 * Resolves to what the page to sign in says about it; undefined where nothing was left.
 */
export async function finishWipe(wait?: number): Promise<string | undefined> {
  const left = unfinishedWipe();
  if (!left) return undefined;
  const done = await deleteCopies(left.user, wait);
  if (remembered()?.id === left.user) {
    await api("POST", "/auth/logout").catch(() => undefined);
    forgetUser();
  }
  if (done) endWipe();
  const words = [left.notice, done ? undefined : leftHere].filter(Boolean);
  return words.length > 0 ? words.join(" ") : undefined;
}

/** Reloads the page when another tab signs out, or signs another user in. */
export function followOtherTabs(user: User): () => void {
  const look = (event: StorageEvent) => {
    if (event.key === userKey && remembered()?.id !== user.id) location.assign("/");
  };
  addEventListener("storage", look);
  return () => removeEventListener("storage", look);
}

/** Why the last user was signed out, once. */
export function takeNotice(): string | undefined {
  const notice = tabStore.getItem(noticeKey) ?? undefined;
  tabStore.removeItem(noticeKey);
  return notice;
}

/**
 * The schema as this device has it, or else the server's. Either way the server's is kept for the next start. What is
 * no schema is neither taken nor kept.
 */
export async function loadSchema(): Promise<Schema> {
  const kept = readJson(deviceStore, schemaKey, isMap);
  const old = kept && withLabels(kept);
  const fresh = api<unknown>("GET", "/schema").then((schema) => {
    if (!isSchema(schema)) throw new Unreachable("portal");
    deviceStore.setItem(schemaKey, JSON.stringify(schema));
    return schema;
  });
  if (!isSchema(old)) return fresh;
  if (!isSchema(kept)) return fresh.catch(() => old); // an earlier version of the app kept it
  fresh.catch(() => undefined); // offline
  return old;
}
