import { Observable } from "../lib/observable";
import type { Frame } from "./socket";

/** Something that happened in a room (R52). */
export type RoomEvent = { room: string; offset: number; name: string; data: Record<string, unknown>; at: number };

/** A device in a room and what its user does there (R56). */
export type Member = {
  room: string;
  user: string;
  device: string;
  status: "online" | "away" | "offline";
  viewing?: string;
  editing?: { record: string; field: string };
  typing?: { record: string; field: string };
};

type Position = { epoch: string; offset: number };
type Listener = {
  onEvent: (event: RoomEvent) => void;
  /** Some events were missed and cannot be told one by one: load everything again. */
  onGap: () => void;
};
type Room = { listeners: Set<Listener>; position?: Position };

/** What rooms need of a connection. */
type Connected = { post: (frame: Frame) => boolean };

/** The rooms that this device is in: joined again after each connection, at the place where they were left. */
export class Rooms {
  /** The other devices of each room, by device. Nobody is known to be there while there is no connection. */
  readonly members = new Observable<Readonly<Record<string, ReadonlyMap<string, Member>>>>({});
  #socket: Connected;
  #rooms = new Map<string, Room>();

  constructor(socket: Connected) {
    this.#socket = socket;
  }

  /** Stays in the room until the returned function is called. */
  join(room: string, listener: Listener): () => void {
    let joined = this.#rooms.get(room);
    if (!joined) {
      joined = { listeners: new Set() };
      this.#rooms.set(room, joined);
      this.#socket.post({ type: "room:join", room });
    }
    joined.listeners.add(listener);
    return () => {
      joined.listeners.delete(listener);
      if (this.#rooms.get(room) !== joined || joined.listeners.size > 0) return;
      this.#rooms.delete(room);
      this.#meet(room, undefined);
      this.#socket.post({ type: "room:leave", room });
    };
  }

  /** The server has greeted us: join everything again. */
  rejoin(): void {
    for (const [room, { position }] of this.#rooms) {
      this.#socket.post({ type: "room:join", room, ...position });
    }
  }

  /** The connection is gone, and with it all knowledge of who is there. */
  left(): void {
    this.members.set({});
  }

  /** Takes a frame that is about a room; false for any other frame. */
  receive(frame: Frame): boolean {
    const room = String(frame.room);
    const joined = this.#rooms.get(room);
    switch (frame.type) {
      case "room:joined":
        if (joined) this.#joined(room, joined, frame);
        return true;
      case "event":
        if (joined) this.#event(joined, frame);
        return true;
      case "presence":
        if (joined) {
          const member = frame as unknown as Member;
          const members = new Map(this.members.get()[room]);
          if (member.status === "offline") members.delete(member.device);
          else members.set(member.device, member);
          this.#meet(room, members);
        }
        return true;
    }
    return false;
  }

  #joined(room: string, joined: Room, frame: Frame): void {
    const before = joined.position;
    joined.position = { epoch: String(frame.epoch), offset: Number(frame.offset) };
    this.#meet(room, new Map(((frame.members ?? []) as Member[]).map((member) => [member.device, member])));
    const same = before?.epoch === joined.position.epoch;
    const known = frame.recovered && same ? before.offset : -1;
    // By another tab, this one may be told twice where the device is.
    const missed = !frame.recovered && !(frame.relayed && same && before.offset === joined.position.offset);
    for (const listener of joined.listeners) {
      if (missed) listener.onGap();
      for (const event of (frame.events ?? []) as Frame[])
        if (!(Number(event.offset) <= known)) listener.onEvent(eventOf({ ...event, room }));
    }
  }

  /** Tells an event once: one that another tab had missed may come again. */
  #event(joined: Room, frame: Frame): void {
    const { position } = joined;
    if (position && frame.offset != null) {
      // What follows from presence has no offset: it is not recovered.
      if (Number(frame.offset) <= position.offset) return;
      position.offset = Number(frame.offset);
    }
    for (const listener of joined.listeners) listener.onEvent(eventOf(frame));
  }

  #meet(room: string, members: ReadonlyMap<string, Member> | undefined): void {
    this.members.update(({ [room]: _, ...others }) => (members ? { ...others, [room]: members } : others));
  }
}

function eventOf(frame: Frame): RoomEvent {
  return {
    room: String(frame.room),
    offset: Number(frame.offset),
    name: String(frame.name),
    data: (frame.data ?? {}) as Record<string, unknown>,
    at: Number(frame.at),
  };
}
