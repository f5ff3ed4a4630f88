import type { Row } from "../lib/row";
import type { RecordType } from "../lib/schema";
import { kindOf } from "./cut";
import { isTitlesOnly, type Query, readQuery } from "./query";
import { termsOf } from "./record";
import { type Class, classes } from "./terms";
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

/** A record's terms: each class is one string, " a b c ", so that a term is found by where spaces are. */
type Entry = Record<Class, string> & { type: string; archived: boolean; at: number };

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
    const terms = termsOf(type, row.fields);
    const flat = Object.fromEntries(
      classes.map((of) => [of, terms[of].size === 0 ? "" : ` ${[...terms[of]].join(" ")} `]),
    ) as Record<Class, string>;
    const at = Date.parse(row.updatedAt);
    this.#entries.set(row.id, { ...flat, type: row.type, archived: Boolean(row.archivedAt), at });
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

/** A term of a query with where it is looked for: see ReachOf in package crm/search of the server. */
type Sought = { term: string; begin: string; whole: string; lone: boolean; short: boolean; prose: boolean };
type Prepared = { wants: { any: Sought[]; all: Sought[] }[]; titlesOnly: boolean };

function prepare(query: Query): Prepared {
  const wants = query.wants.map(({ any, all = [] }: Want) => ({ any: any.map(sought), all: all.map(sought) }));
  return { wants, titlesOnly: isTitlesOnly(query) };
}

function sought(term: string): Sought {
  const short = [...term].length < 3;
  const prose = !short || kindOf(term.codePointAt(0) ?? 0) === "signs";
  return { term, begin: ` ${term}`, whole: ` ${term} `, lone: isLone(term), short, prose };
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

function tierOfTerm(entry: Entry, { term, begin, whole, lone, short, prose }: Sought, titlesOnly: boolean): Tier {
  const inTitle = entry.title.includes(term);
  if (inTitle && entry.title.includes(begin)) {
    return entry.title.includes(whole) ? Tier.titleWhole : Tier.titleBegin;
  }
  if (titlesOnly) return Tier.none;
  const { near, numbers, money } = entry;
  const proseBegins = entry.prose.includes(begin);
  if (proseBegins && entry.prose.includes(whole)) return Tier.otherWhole;
  if (near.includes(whole) || numbers.includes(whole) || money.includes(whole)) return Tier.otherWhole;
  if (lone) return Tier.none;
  if ((proseBegins && prose) || near.includes(begin) || numbers.includes(begin) || money.includes(begin)) {
    return Tier.otherBegin;
  }
  return !short && (inTitle || near.includes(term) || numbers.includes(term)) ? Tier.inside : Tier.none;
}
