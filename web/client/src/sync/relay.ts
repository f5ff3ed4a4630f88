import type { Channel } from "./channel";
import type { Member } from "./rooms";
import type { Frame } from "./socket";

/** A room that some tabs are in. It was joined on this connection once epoch is known and joined is true. */
type Room = { tabs: Set<string>; epoch?: string; offset?: number; joined: boolean; members: Map<string, Member> };

/** What the relay needs of the socket. */
type Connected = { post: (frame: Frame) => boolean };

/**
 * All tabs' frames of the second layer over the one socket of the tab that leads. Its members are tabs: what they send
 * goes to the socket, or is answered here where another tab has joined the room before; what comes is told to all.
 */
export class Relay {
  /** Called with each frame about a room, in every tab. */
  onFrame: (frame: Frame) => void = () => {};
  #tab: string;
  #channel: Channel;
  #socket: Connected;
  #leads = false;
  #rooms = new Map<string, Room>();
  #presence = new Map<string, Frame>();

  /** The relay of a tab; tab is an id of its own. */
  constructor(tab: string, channel: Channel, socket: Connected) {
    this.#tab = tab;
    this.#channel = channel;
    this.#socket = socket;
    channel.on("post", ({ tab, frame }) => this.#leads && this.#take(tab, frame));
    channel.on("frame", ({ frame, to }) => {
      if (!this.#leads && (to === undefined || to === this.#tab)) this.onFrame(frame);
    });
  }

  /** Sends a frame, by way of the leader. */
  post = (frame: Frame): boolean => {
    if (this.#leads) this.#take(this.#tab, frame);
    else this.#channel.post("post", { tab: this.#tab, frame });
    return true;
  };

  /** This tab leads from now on, or no more. It knows nothing of the others' rooms until they join them again. */
  lead(leads: boolean): void {
    this.#leads = leads;
    this.#rooms.clear();
    this.#presence.clear();
  }

  /** The server has greeted the leader: joins every room at the place where it was left. */
  opened(): void {
    for (const [name, room] of this.#rooms) this.#socket.post(joinOf(name, room));
    this.#announce();
  }

  /** The leader's connection is gone. */
  closed(): void {
    for (const room of this.#rooms.values()) {
      room.joined = false;
      room.members.clear();
    }
  }

  /** A tab has ended: it is in no room any more. */
  gone(tab: string): void {
    this.#presence.delete(tab);
    for (const name of [...this.#rooms.keys()]) this.#leave(tab, name);
    this.#announce();
  }

  /** Takes a frame of the leader's socket; false where it is not about a room. */
  receive(frame: Frame): boolean {
    if (frame.type !== "room:joined" && frame.type !== "event" && frame.type !== "presence") return false;
    const room = this.#rooms.get(String(frame.room));
    if (room) note(room, frame);
    this.onFrame(frame);
    this.#channel.post("frame", { frame });
    return true;
  }

  /** Does what a tab asks for. */
  #take(tab: string, frame: Frame): void {
    const name = String(frame.room);
    if (frame.type === "room:join") this.#join(tab, name, frame);
    else if (frame.type === "room:leave") this.#leave(tab, name);
    else if (frame.type === "presence") {
      this.#presence.delete(tab); // the last one to speak is the last in the list
      this.#presence.set(tab, frame);
      this.#announce();
    } else this.#socket.post(frame);
  }

  #join(tab: string, name: string, frame: Frame): void {
    const epoch = frame.epoch === undefined ? undefined : String(frame.epoch);
    const offset = frame.offset === undefined ? undefined : Number(frame.offset);
    const room = this.#rooms.get(name);
    if (!room) {
      this.#rooms.set(name, { tabs: new Set([tab]), epoch, offset, joined: false, members: new Map() });
      this.#socket.post(frame);
      return;
    }
    room.tabs.add(tab);
    if (room.joined) this.#tell(tab, joinedOf(name, room, epoch === room.epoch && offset === room.offset));
    else if (epoch === room.epoch)
      room.offset = Math.min(room.offset ?? 0, offset ?? 0); // events come twice to some
    else room.epoch = room.offset = undefined;
  }

  #leave(tab: string, name: string): void {
    const room = this.#rooms.get(name);
    if (!room?.tabs.delete(tab) || room.tabs.size > 0) return;
    this.#rooms.delete(name);
    this.#socket.post({ type: "room:leave", room: name });
  }

  #tell(tab: string, frame: Frame): void {
    if (tab === this.#tab) this.onFrame(frame);
    else this.#channel.post("frame", { frame, to: tab });
  }

  /** What the device's user does: in the tab that spoke last of those that are looked at. */
  #announce(): void {
    const all = [...this.#presence.values()];
    const frame = all.findLast(({ status }) => status === "online") ?? all.at(-1);
    if (frame) this.#socket.post(frame);
  }
}

/** Keeps where a room is and who is in it. */
function note(room: Room, frame: Frame): void {
  if (frame.type === "room:joined") {
    room.joined = true;
    room.epoch = String(frame.epoch);
    room.offset = Number(frame.offset);
    room.members = new Map(((frame.members ?? []) as Member[]).map((member) => [member.device, member]));
  } else if (frame.type === "event") {
    if (frame.offset != null) room.offset = Number(frame.offset);
  } else {
    const member = frame as unknown as Member;
    if (member.status === "offline") room.members.delete(member.device);
    else room.members.set(member.device, member);
  }
}

function joinOf(room: string, { epoch, offset }: Room): Frame {
  return { type: "room:join", room, ...(epoch === undefined ? {} : { epoch, offset }) };
}

/** What the server would answer a tab that joins a room in which the leader is. */
function joinedOf(room: string, { epoch, offset, members }: Room, recovered: boolean): Frame {
  const place = { room, epoch, offset, recovered, relayed: true };
  return { type: "room:joined", ...place, events: [], members: [...members.values()] };
}
