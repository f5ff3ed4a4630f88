import type { Observable } from "../lib/observable";
import type { Row } from "../lib/row";
import type { Channel } from "./channel";
import type { Disk } from "./disk";
import { Kept } from "./kept";

/** How a record left this device: it was deleted, or the user may not read it any more. */
export type Departure = {
  how: "deleted" | "withdrawn";
  by?: string;
  at: number;
  cause?: string; // "transferred", "deleted", "erased" or "rights", where the server has told (R58)
  changed?: string[]; // which of "owner", "team" and "visibility" were changed
};

/** A record that was deleted or lost while it was open or had words of the user that nobody else has. */
export type LostRecord = Departure & {
  record: string;
  type: string;
  fields: Record<string, unknown>; // as the lists showed it, to name it
  typed: { pointer: string; text: string }[]; // what the user typed and did not commit, or what was not sent
};

/** The most that are kept, the last ones. */
const most = 100;

/** The records that were lost under the user's hands, until they are put away or come back. They survive a reload. */
export class Lost {
  /** By record. */
  readonly all: Observable<ReadonlyMap<string, LostRecord>>;
  #kept: Kept<LostRecord>;

  constructor(disk: Disk, channel?: Channel) {
    this.#kept = new Kept("lost", disk, isLost, channel);
    this.all = this.#kept.all;
  }

  start(database: IDBDatabase | undefined): Promise<void> {
    return this.#kept.start(database);
  }

  /** Notes a loss. Heard of twice, what says more stays: who deleted it, and all that was typed. */
  add(id: string, row: Row | undefined, departure: Departure, typed: LostRecord["typed"]): void {
    const before = this.all.get().get(id);
    const told = before && weightOf(before) >= weightOf(departure) ? departureOf(before) : departure;
    const words = [...(before?.typed ?? []), ...typed];
    const once = words.filter(
      (word, index) => words.findIndex((other) => other.pointer === word.pointer && other.text === word.text) === index,
    );
    const type = row?.type ?? before?.type ?? "";
    const fields = row?.fields ?? before?.fields ?? {};
    this.#kept.put(id, { ...told, record: id, type, fields, typed: once });
    const beyond = [...this.all.get()].sort((a, b) => a[1].at - b[1].at).slice(0, -most);
    for (const [key] of beyond) this.#kept.remove(key);
  }

  /** The user has seen it, or the record is there again. */
  dismiss(id: string): void {
    this.#kept.remove(id);
  }

  clear(): Promise<void> {
    return this.#kept.clear();
  }
}

/** How much is known of a departure: what was found missing says least. */
function weightOf({ how, by, cause }: Departure): number {
  return (how === "deleted" ? 4 : 0) + (by ? 2 : 0) + (cause ? 1 : 0);
}

function departureOf({ how, by, at, cause, changed }: Departure): Departure {
  return { how, by, at, cause, changed };
}

function isLost(value: unknown): value is LostRecord {
  const lost = value as Partial<LostRecord> | null | undefined;
  return (
    typeof lost?.record === "string" &&
    typeof lost.type === "string" &&
    typeof lost.at === "number" &&
    (lost.how === "deleted" || lost.how === "withdrawn") &&
    (lost.cause === undefined || typeof lost.cause === "string") &&
    (lost.changed === undefined || Array.isArray(lost.changed)) &&
    typeof lost.fields === "object" &&
    lost.fields !== null &&
    Array.isArray(lost.typed) &&
    lost.typed.every((word) => typeof word?.pointer === "string" && typeof word.text === "string")
  );
}
