import type { Frame, Socket } from "./socket";

/** Something that happened in a room (R52). */
export type RoomEvent = { room: string; offset: number; name: string; data: Record<string, unknown>; at: number };

/** A device in a room and what its user does there (R56). */
export type Member = {
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
  /** What was missed can't be told event by event: load anew. */
  onGap: () => void;
  onMember?: (member: Member) => void;
};

/** The rooms that this device is in: joined again after each connection, at the place where they were left. */
export class Rooms {
  #socket: Socket;
  #rooms = new Map<string, { listeners: Set<Listener>; position?: Position }>();

  constructor(socket: Socket) {
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
      if (joined.listeners.size > 0) return;
      this.#rooms.delete(room);
      this.#socket.post({ type: "room:leave", room });
    };
  }

  /** The server has greeted us: join everything again. */
  rejoin(): void {
    for (const [room, { position }] of this.#rooms) {
      this.#socket.post({ type: "room:join", room, ...position });
    }
  }

  /** Takes a frame that is about a room; false for any other frame. */
  receive(frame: Frame): boolean {
    const joined = this.#rooms.get(frame.room as string);
    switch (frame.type) {
      case "room:joined":
        if (joined) this.#joined(joined, frame);
        return true;
      case "event":
        if (joined) {
          if (joined.position) joined.position.offset = Number(frame.offset);
          for (const listener of joined.listeners) listener.onEvent(eventOf(frame));
        }
        return true;
      case "presence":
        for (const listener of joined?.listeners ?? []) listener.onMember?.(frame as unknown as Member);
        return true;
    }
    return false;
  }

  #joined(joined: { listeners: Set<Listener>; position?: Position }, frame: Frame): void {
    joined.position = { epoch: String(frame.epoch), offset: Number(frame.offset) };
    for (const listener of joined.listeners) {
      for (const member of (frame.members ?? []) as Member[]) listener.onMember?.(member);
      if (!frame.recovered) listener.onGap();
      for (const event of (frame.events ?? []) as Frame[]) listener.onEvent(eventOf({ ...event, room: frame.room }));
    }
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
