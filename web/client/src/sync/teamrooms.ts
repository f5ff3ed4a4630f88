import { Observable } from "../lib/observable";
import type { User } from "../lib/user";
import { isMap } from "../lib/valid";
import type { Channel } from "./channel";
import { api } from "./http";
import type { Rooms } from "./rooms";

type Listener = Parameters<Rooms["join"]>[1];

/**
 * The rooms of the teams whose records the user reads: one's own, and a broker's are all of the brokerage, since events
 * of a team's record are told in its team's room alone (R55). The tab that leads asks the server for them, and tells
 * the others.
 */
export class TeamRooms {
  readonly #user: Pick<User, "role" | "teams">;
  readonly #rooms: Pick<Rooms, "join">;
  readonly #listener: Listener;
  readonly #channel: Channel;
  readonly #leads: Observable<boolean>;
  /** The teams whose rooms this tab is in. */
  readonly joined = new Observable<readonly string[]>([]);
  #teams?: string[]; // of the brokerage, as the server told this tab

  constructor(
    user: Pick<User, "role" | "teams">,
    rooms: Pick<Rooms, "join">,
    listener: Listener,
    channel: Channel,
    leads: Observable<boolean>,
  ) {
    this.#user = user;
    this.#rooms = rooms;
    this.#listener = listener;
    this.#channel = channel;
    this.#leads = leads;
    channel.on("teams", ({ teams }) => {
      if (teams) this.#joinAll(teams);
      else this.#tell();
    });
  }

  /** Joins the rooms of the user's own teams, and asks the tab that leads for the others. */
  start(): void {
    this.#joinAll(this.#user.teams);
    this.ask();
  }

  /** Asks the tab that leads, which may have told of teams while this tab did not listen. */
  ask(): void {
    if (this.#user.role === "broker") this.#channel.post("teams", {});
  }

  /**
   * Asks the server which teams there are, where this tab leads, and joins the rooms of new ones, as the other tabs do.
   * Throws Problem and Unreachable.
   */
  async catchUp(): Promise<void> {
    if (this.#user.role !== "broker" || !this.#leads.get()) return;
    const answer = await api<unknown>("GET", "/teams");
    const teams: unknown[] = isMap(answer) && Array.isArray(answer.items) ? answer.items : [];
    this.#teams = teams.flatMap((team) => (isMap(team) && typeof team.id === "string" ? [team.id] : []));
    this.#joinAll(this.#teams);
    this.#tell();
  }

  #tell(): void {
    if (this.#teams && this.#leads.get()) this.#channel.post("teams", { teams: this.#teams });
  }

  #joinAll(teams: readonly string[]): void {
    const joined = this.joined.get();
    const fresh = [...new Set(teams)].filter((team) => !joined.includes(team));
    if (fresh.length === 0) return;
    for (const team of fresh) this.#rooms.join(`team:${team}`, this.#listener);
    this.joined.set([...joined, ...fresh]);
  }
}
