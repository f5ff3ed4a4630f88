import type { User } from "../lib/user";
import { isMap } from "../lib/valid";
import { api } from "./http";
import type { Rooms } from "./rooms";

type Listener = Parameters<Rooms["join"]>[1];

/**
 * The rooms of the teams whose records the user reads: one's own, and a broker's are all of the brokerage, since events
 * of a team's record are told in its team's room alone (R55).
 */
export class TeamRooms {
  readonly #user: Pick<User, "role" | "teams">;
  readonly #rooms: Pick<Rooms, "join">;
  readonly #listener: Listener;
  readonly #joined = new Set<string>();

  constructor(user: Pick<User, "role" | "teams">, rooms: Pick<Rooms, "join">, listener: Listener) {
    this.#user = user;
    this.#rooms = rooms;
    this.#listener = listener;
  }

  /** Joins the rooms of the user's own teams. */
  start(): void {
    this.#joinAll(this.#user.teams);
  }

  /** Asks which teams there are, and joins the rooms of new ones. Throws Problem and Unreachable. */
  async catchUp(): Promise<void> {
    if (this.#user.role !== "broker") return;
    const answer = await api<unknown>("GET", "/teams");
    const teams: unknown[] = isMap(answer) && Array.isArray(answer.items) ? answer.items : [];
    this.#joinAll(teams.flatMap((team) => (isMap(team) && typeof team.id === "string" ? [team.id] : [])));
  }

  #joinAll(teams: readonly string[]): void {
    for (const team of teams) {
      if (this.#joined.has(team)) continue;
      this.#joined.add(team);
      this.#rooms.join(`team:${team}`, this.#listener);
    }
  }
}
