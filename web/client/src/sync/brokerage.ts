import type { Answer } from "../lib/api";
import { Observable } from "../lib/observable";
import { isMap } from "../lib/valid";
import { api } from "./http";
import type { Rooms } from "./rooms";

/** Days from acceptance until what an escrow depends on is due: business days for the deposit. */
export type ContingencyDays = Answer<"get", "/brokerage">["contingencyDays"];

/** Those of a brokerage that has set no others. */
export const usualDays: ContingencyDays = { deposit: 3, investigation: 17, appraisal: 17, loan: 21 };

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** What the brokerage has set for everybody: kept on this device, so that escrows are made by it offline too. */
export class BrokerageSettings {
  readonly days: Observable<ContingencyDays>;
  #who: { id: string; broker: string };
  #rooms: Rooms;
  #store: Store;
  #key: string;
  #wiped = false; // an answer that was on its way when the user signed out must not be kept

  constructor(who: { id: string; broker: string }, rooms: Rooms, store: Store) {
    this.#who = who;
    this.#rooms = rooms;
    this.#store = store;
    this.#key = `roomkey/brokerage/${who.id}`;
    this.days = new Observable(kept(store, this.#key));
  }

  /** Follows what a broker sets. */
  start(): void {
    const load = () => void this.#load();
    const onEvent = ({ name }: { name: string }) => {
      if (name === "brokerage:updated") load();
    };
    this.#rooms.join(`broker:${this.#who.broker}`, { onEvent, onGap: load });
  }

  /** Sets some of the days. Throws Problem, or TypeError offline; then nothing has changed. */
  async setDays(days: Partial<ContingencyDays>): Promise<void> {
    this.#take(await api<unknown>("PATCH", "/brokerage", { contingencyDays: days }));
  }

  /** Deletes this device's copy, and keeps nothing more. */
  wipe(): void {
    this.#wiped = true;
    this.#store.removeItem(this.#key);
  }

  async #load(): Promise<void> {
    this.#take(await api<unknown>("GET", "/brokerage").catch(() => undefined)); // the next connection tells
  }

  #take(answer: unknown): void {
    const days = isMap(answer) ? answer.contingencyDays : undefined;
    if (!areDays(days) || this.#wiped) return;
    this.days.set(days);
    try {
      this.#store.setItem(this.#key, JSON.stringify(days));
    } catch {
      // The disk is full: the server keeps them.
    }
  }
}

function kept(store: Store, key: string): ContingencyDays {
  try {
    const days: unknown = JSON.parse(store.getItem(key) ?? "null");
    return areDays(days) ? days : usualDays;
  } catch {
    return usualDays;
  }
}

function areDays(value: unknown): value is ContingencyDays {
  const isCount = (days: unknown) => Number.isInteger(days) && (days as number) >= 0 && (days as number) <= 365;
  return isMap(value) && Object.keys(usualDays).every((name) => isCount(value[name]));
}
