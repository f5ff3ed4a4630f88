import type { Member, RoomEvent } from "@roomkey/client";
import { Observable } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useEffect, useMemo } from "react";
import { useRecord } from "./OpenRecord";

/** How long a change by somebody else is marked, in milliseconds. */
const flashTime = 2_000;

const nobody: ReadonlyMap<string, Member> = new Map();

/** The other devices that are in a record's room. */
export function useMembers(record: string): ReadonlyMap<string, Member> {
  const { client } = useSession();
  return useObservable(client.rooms.members, (rooms) => rooms[`record:${record}`]) ?? nobody;
}

/** The user who edits a field elsewhere; undefined where nobody does. */
export function useEditorOf(pointer: string): string | undefined {
  const { client } = useSession();
  const { id } = useRecord();
  return useObservable(client.rooms.members, (rooms) => {
    for (const { user, editing, typing } of rooms[`record:${id}`]?.values() ?? []) {
      if (user !== client.user.id && (editing?.field === pointer || typing?.field === pointer)) return user;
    }
    return undefined;
  });
}

/** Somebody who is at the record, and what they do there. */
export type Here = { user: string; editing?: string; typing?: string };

/** The others at a record, once each: with what they edit, where one of their devices edits something. */
export function hereOf(members: ReadonlyMap<string, Member>, record: string, self: string): Here[] {
  const byUser = new Map<string, Here>();
  for (const { user, viewing, editing, typing } of members.values()) {
    const edits = editing?.record === record ? editing.field : undefined;
    const types = typing?.record === record ? typing.field : undefined;
    if (user === self || (viewing !== record && !edits && !types)) continue;
    const known = byUser.get(user);
    byUser.set(user, { user, editing: edits ?? known?.editing, typing: types ?? known?.typing });
  }
  return [...byUser.values()].sort((a, b) => (a.user < b.user ? -1 : 1));
}

/** The others at the record that is shown. */
export function useHere(record: string): Here[] {
  const { client } = useSession();
  const members = useMembers(record);
  return useMemo(() => hereOf(members, record, client.user.id), [members, record, client.user.id]);
}

/** Who changed which field just now, by record and pointer. */
const flashes = new Observable<ReadonlyMap<string, string>>(new Map());

/** Marks what others change in a record while its page is shown and the server knows it. */
export function useFlashes(record: string, known: boolean): void {
  const { client } = useSession();
  useEffect(() => {
    if (!known) return;
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const mark = (keys: string[], user: string | undefined) =>
      flashes.update((all) => {
        const next = new Map(all);
        for (const key of keys) user ? next.set(key, user) : next.delete(key);
        return next;
      });
    const onEvent = ({ name, data }: RoomEvent) => {
      const by = String(data.by ?? "");
      if (!name.endsWith(":updated") || by === "" || by === client.user.id) return;
      const keys = Object.keys((data.changes ?? {}) as object).map((pointer) => `${record}${pointer}`);
      mark(keys, by);
      timers.add(setTimeout(() => mark(keys, undefined), flashTime));
    };
    const leave = client.rooms.join(`record:${record}`, { onEvent, onGap: () => undefined });
    return () => {
      leave();
      for (const timer of timers) clearTimeout(timer);
    };
  }, [client, record, known]);
}

/** The user who has just changed a field, for as long as it is marked. */
export function useFlash(pointer: string): string | undefined {
  const { id } = useRecord();
  return useObservable(flashes, (all) => all.get(`${id}${pointer}`));
}
