import type { Row } from "../lib/row";
import type { RecordType } from "../lib/schema";
import { kindOf } from "./cut";
import { isTitlesOnly, type Query, readQuery } from "./query";
import { termsOf } from "./record";
import { isLone, type Want } from "./want";

/** How well a record answers a query: as well as it fulfils the want that it fulfils worst. Lower is better. */
export const Tier = { titleWhole: 0, titleBegin: 1, otherWhole: 2, otherBegin: 3, inside: 4, none: 5 } as const;
export type Tier = (typeof Tier)[keyof typeof Tier];

export type SearchOptions = {
  type?: string; // singular: of this type alone; else of all
  limit?: number; // at most so many items; else 20
  archived?: boolean; // archived ones instead of the others
};

/** What a search finds: the best found first, then the latest update, then by id; total is how many there are. */
export type Found = { items: { id: string; tier: Tier }[]; total: number };

/** What of a row is searched. */
export type SearchedRow = Pick<Row, "id" | "type" | "fields" | "updatedAt" | "archivedAt" | "deletedAt">;

/**
 * A record's terms in one string, class after class, each " a b c ": the spaces beside a term say whether it is whole.
 * The title comes first; near, money and prose are where these begin. Long numbers of prose stand with near: both are
 * found by their parts.
 */
type Entry = {
  text: string;
  near: number;
  money: number;
  prose: number;
  type: string; // of the record
  archived: boolean;
  at: number; // milliseconds, of the latest update
};

/** Finds records by scanning all of them: 10,000 take some milliseconds. */
export class SearchIndex {
  #types: Map<string, RecordType>;
  #entries = new Map<string, Entry>();

  constructor(types: readonly RecordType[]) {
    this.#types = new Map(types.map((type) => [type.name, type]));
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Adds a row, in the place of what was known of it. */
  put(row: SearchedRow): void {
    const type = this.#types.get(row.type);
    if (!type || row.deletedAt) {
      this.#entries.delete(row.id);
      return;
    }
    const { title, near, numbers, money, prose } = termsOf(type, row.fields);
    const parts = [title, new Set([...near, ...numbers]), money, prose].map(flat);
    const starts = parts.map((_, part) => parts.slice(0, part).reduce((sum, { length }) => sum + length, 0));
    this.#entries.set(row.id, {
      text: parts.join(""),
      near: starts[1] ?? 0,
      money: starts[2] ?? 0,
      prose: starts[3] ?? 0,
      type: row.type,
      archived: Boolean(row.archivedAt),
      at: Date.parse(row.updatedAt),
    });
  }

  remove(id: string): void {
    this.#entries.delete(id);
  }

  search(typed: string, { type, limit = 20, archived = false }: SearchOptions = {}): Found {
    const query = prepare(readQuery(typed));
    const hits: { id: string; tier: Tier; at: number }[] = [];
    if (query.wants.length === 0) return { items: [], total: 0 };
    for (const [id, entry] of this.#entries) {
      if (entry.archived !== archived || (type && entry.type !== type)) continue;
      const tier = tierOf(entry, query);
      if (tier !== Tier.none) hits.push({ id, tier, at: entry.at });
    }
    hits.sort((a, b) => a.tier - b.tier || b.at - a.at || (a.id < b.id ? -1 : 1));
    return { items: hits.slice(0, limit).map(({ id, tier }) => ({ id, tier })), total: hits.length };
  }
}

function flat(terms: Set<string>): string {
  return terms.size === 0 ? "" : ` ${[...terms].join(" ")} `;
}

/**
 * A term of a query, and what a record's string is looked through for: the term, or a space and the term where parts
 * are not found. See ReachOf in package crm/search of the server.
 */
type Sought = { pattern: string; length: number; lone: boolean; short: boolean; prose: boolean };
type Prepared = { wants: { any: Sought[]; all: Sought[] }[]; titlesOnly: boolean };

function prepare(query: Query): Prepared {
  const wants = query.wants.map(({ any, all = [] }: Want) => ({ any: any.map(sought), all: all.map(sought) }));
  return { wants, titlesOnly: isTitlesOnly(query) };
}

function sought(term: string): Sought {
  const short = [...term].length < 3;
  const prose = !short || kindOf(term.codePointAt(0) ?? 0) === "signs";
  return { pattern: short ? ` ${term}` : term, length: term.length, lone: isLone(term), short, prose };
}

function tierOf(entry: Entry, { wants, titlesOnly }: Prepared): Tier {
  let worst: Tier = Tier.titleWhole;
  for (const { any, all } of wants) {
    let best: Tier = Tier.none;
    for (const one of any) best = lower(best, tierOfTerm(entry, one, titlesOnly));
    if (all.length > 0) {
      let every: Tier = Tier.titleWhole;
      for (const one of all) every = higher(every, tierOfTerm(entry, one, titlesOnly));
      best = lower(best, every);
    }
    if (best === Tier.none) return Tier.none;
    worst = higher(worst, best);
  }
  return worst;
}

const lower = (a: Tier, b: Tier) => (a < b ? a : b);
const higher = (a: Tier, b: Tier) => (a > b ? a : b);

const space = 32;

function tierOfTerm(entry: Entry, { pattern, length, lone, short, prose }: Sought, titlesOnly: boolean): Tier {
  const { text } = entry;
  let best: Tier = Tier.none;
  for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) {
    const start = short ? at + 1 : at;
    const begins = text.charCodeAt(start - 1) === space;
    const whole = begins && text.charCodeAt(start + length) === space;
    if (start < entry.near) {
      if (whole) return Tier.titleWhole;
      best = lower(best, begins ? Tier.titleBegin : Tier.inside);
      continue;
    }
    if (titlesOnly || best === Tier.titleBegin) return best;
    if (whole) return Tier.otherWhole;
    if (begins && !lone && (prose || start < entry.prose)) best = lower(best, Tier.otherBegin);
    else if (!begins && start < entry.money) best = lower(best, Tier.inside);
  }
  return best;
}
