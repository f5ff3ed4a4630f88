import wasmUrl from "@automerge/automerge/automerge.wasm?url";
import { initializeWasm } from "@automerge/automerge/slim";
import type { Body, Grant } from "../lib/api";
import { readSchema, type Schema } from "../lib/schema";
import type { User } from "../lib/user";
import type { Client } from "./client";
import { api, setAccess } from "./http";

const userKey = "roomkey/user";
const schemaKey = "roomkey/schema";
const noticeKey = "roomkey/notice";

/** The user who was signed in when the app was last open, without asking the server. */
export function remembered(): User | undefined {
  const text = localStorage.getItem(userKey);
  return text ? (JSON.parse(text) as User) : undefined;
}

/** Signs in; throws Problem where the server refuses. */
export async function signIn(email: string, password: string): Promise<User> {
  const { user, ...grant } = await api<Grant & { user: User }>("POST", "/auth/login", {
    email,
    password,
  } satisfies Body<"post", "/auth/login">);
  setAccess(grant);
  localStorage.setItem(userKey, JSON.stringify(user));
  return user;
}

/** Deletes this device's copies, signs out, and reloads the page, with a notice for the next person who signs in. */
export async function signOut(client: Client, notice?: string): Promise<void> {
  await client.wipe();
  await api("POST", "/auth/logout").catch(() => undefined); // offline: the session ends by itself
  localStorage.removeItem("roomkey/people");
  localStorage.removeItem(userKey); // the other tabs see it and reload too
  if (notice) sessionStorage.setItem(noticeKey, notice);
  location.assign("/");
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
  const notice = sessionStorage.getItem(noticeKey) ?? undefined;
  sessionStorage.removeItem(noticeKey);
  return notice;
}

/** Loads Automerge; once, before any document is opened. */
export function loadAutomerge(): Promise<void> {
  return initializeWasm(wasmUrl);
}

/** The schema as this device has it, or else the server's. Either way the server's is kept for the next start. */
export async function loadSchema(): Promise<Schema> {
  const kept = localStorage.getItem(schemaKey);
  const fresh = api<Schema>("GET", "/schema").then((schema) => {
    localStorage.setItem(schemaKey, JSON.stringify(schema));
    return schema;
  });
  if (!kept) return fresh;
  const old = readSchema(kept);
  if (!kept.includes('"label"')) return fresh.catch(() => old); // an earlier version of the app kept it
  fresh.catch(() => undefined); // offline
  return old;
}
