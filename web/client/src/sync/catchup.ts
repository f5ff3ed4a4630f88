import type { Observable } from "../lib/observable";
import type { Downloads } from "./downloads";
import type { Rows } from "./rows";
import type { Socket } from "./socket";
import type { TeamRooms } from "./teamrooms";

/** Documents whose records others have changed are fetched again after this time, in milliseconds. */
const bulkEvery = 60_000;

/** What fetches, and what it goes by. */
type Parts = {
  rows: Rows;
  teams: TeamRooms;
  downloads: Downloads;
  socket: Socket;
  leads: Observable<boolean>;
  isKept: () => boolean; // whether there is a database for how far a download came
};

/**
 * The order in which a device fetches what it missed, at a start and after each time without a connection: the rows,
 * then the documents that it lacks, and a minute later those that others have changed. Documents are fetched by the tab
 * that leads alone.
 */
export class CatchUp {
  readonly #parts: Parts;
  #again?: ReturnType<typeof setTimeout>;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.rows.failed.watch(() => {
      if (!parts.rows.failed.get()) this.begin(); // what waited for the rows
    });
  }

  /** Fetches all of it, as far as it can. */
  begin(): void {
    void this.#fetch().catch(() => undefined);
  }

  /** Fetches the rows alone, for a device without any: lists need not wait for a connection. */
  beginWithRows(): void {
    const { rows } = this.#parts;
    if (!rows.loaded.get()) void rows.catchUp().catch(() => undefined);
  }

  /** Fetches nothing again by itself. */
  stop(): void {
    clearTimeout(this.#again);
  }

  async #fetch(): Promise<void> {
    const { rows, teams, downloads, socket, leads, isKept } = this.#parts;
    await Promise.all([rows.catchUp(), teams.catchUp().catch(() => undefined)]);
    this.stop();
    if (!isKept() || !leads.get() || socket.connection.get().state !== "connected") return;
    this.#again = setTimeout(() => this.begin(), bulkEvery);
    await downloads.catchUp();
  }
}
