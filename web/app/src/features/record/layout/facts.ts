import { dollars, moneyOf, type RecordType, readable, show, valueAt } from "@roomkey/client";
import { formatPhone } from "@roomkey/client/values";
import { checklistOf } from "../../../trade/checklist";
import { countdown, inDays, type Urgency } from "../../../trade/countdown";
import { type Day, daysBetween } from "../../../trade/days";
import { span } from "../../../trade/span";
import { deviceZone, zoneName, zoneOf } from "../../../trade/zone";
import { commissionOf } from "./commission";
import type { Computed, Fact } from "./layout";
import { layoutOf } from "./layouts";
import { placed } from "./place";

type Fields = Record<string, unknown>;

/** One figure below the header. */
export type ShownFact = {
  key: string;
  label: string;
  text: string; // empty: nothing is known
  private: boolean;
  urgency?: Urgency;
  path?: string; // of the field that is edited to change it
};

/** What facts are made of: both halves of the record, the second only for who may read it, and what is computed. */
export type FactsInput = {
  type: RecordType;
  fields: Fields;
  secret: Fields | undefined;
  derived: Fields; // of the row: the server computes them
  today: Day;
  nameOf: (id: string) => string | undefined;
};

/** The figures of a record. Private ones are left out for who may not read them. */
export function factsOf(input: FactsInput): ShownFact[] {
  const layout = layoutOf(input.type.name);
  return layout.facts.flatMap((fact) => {
    const shown = "path" in fact ? fieldFact(fact, input) : computedFact(fact.computed, fact.label, input);
    return shown ? [shown] : [];
  });
}

function fieldFact(fact: Extract<Fact, { path: string }>, { type, fields, secret, nameOf }: FactsInput) {
  const at = placed(type, fact.path);
  if (!at || (at.private && !secret)) return undefined;
  const value = valueAt(at.private ? secret : fields, at.place);
  const text = Array.isArray(value) ? first(value) : readable(at.field, value, nameOf);
  return {
    key: fact.path,
    label: fact.label ?? at.label,
    text: text && /SquareFeet|LivingArea/.test(at.field.name) ? `${text} sq ft` : text,
    private: at.private,
    path: fact.path,
  };
}

/** Of a list of phones or addresses, the preferred one or the first. */
function first(list: unknown[]): string {
  const maps = list.filter((item): item is Fields => typeof item === "object" && item !== null && "number" in item);
  const best = maps.find(({ preferred }) => preferred === true) ?? maps[0];
  return best ? formatPhone(show(best.number)) : show(list[0]);
}

function computedFact(name: Computed, label: string, input: FactsInput): ShownFact | undefined {
  const secret = name === "gci";
  if (secret && !input.secret) return undefined;
  return { key: name, label, private: secret, path: madeOf[name], ...compute[name](input) };
}

/** What is edited to change what is computed; the commission has a section of its own. */
const madeOf: Readonly<Partial<Record<Computed, string>>> = {
  daysLeft: "closeOfEscrowDate",
  checklist: "checklist",
  perSquareFoot: "ListPrice",
  onMarket: "OnMarketDate",
  priceRange: "priceMax",
  when: "DTSTART",
  where: "LOCATION",
  firstResponse: "firstResponseAt",
};

type Figure = { text: string; urgency?: Urgency };

const compute: Readonly<Record<Computed, (input: FactsInput) => Figure>> = {
  daysLeft({ fields, today }) {
    if (/^(closed|cancelled)$/.test(show(fields.status)) || show(fields.actualCloseDate)) return { text: "Ended" };
    const left = countdown(show(fields.closeOfEscrowDate), today);
    if (!left) return { text: "" };
    return { text: left.days < 0 ? `${-left.days} late` : String(left.days), urgency: left.urgency };
  },
  checklist({ fields }) {
    const { done, all } = checklistOf(fields.checklist);
    return { text: all === 0 ? "" : `${done} of ${all}` };
  },
  gci({ fields, secret }) {
    const commission = commissionOf(fields.purchasePrice, secret?.commission);
    return { text: commission ? moneyOf(commission.gci) : "" };
  },
  perSquareFoot({ fields }) {
    const { ListPrice: price, LivingArea: area } = fields;
    return { text: typeof price === "number" && typeof area === "number" && area > 0 ? dollars(price / area) : "" };
  },
  onMarket({ fields, today }) {
    const until = show(fields.CloseDate) || show(fields.PurchaseContractDate) || today;
    const days = daysBetween(show(fields.OnMarketDate), until);
    return { text: days === undefined ? "" : inDays(Math.max(0, days)) };
  },
  priceRange({ fields: { priceMin: low, priceMax: high } }) {
    if (typeof low === "number" && typeof high === "number") return { text: `${brief(low)}–${brief(high)}` };
    if (typeof high === "number") return { text: `Up to ${dollars(high)}` };
    return { text: typeof low === "number" ? `From ${dollars(low)}` : "" };
  },
  when({ fields }) {
    const { DTSTART, DTEND, allDay } = fields;
    const [start, end] = [DTSTART, DTEND].map((at) => Date.parse(at instanceof Date ? at.toISOString() : show(at)));
    if (start === undefined || Number.isNaN(start)) return { text: "" };
    const zone = zoneOf(fields) ?? deviceZone();
    const format = allDay === true ? days(zone) : hours(zone);
    // An end is one for the reader from a minute after the start on.
    const text = end && end - start >= 60_000 ? format.formatRange(start, end) : format.format(start);
    const elsewhere = zone !== deviceZone() && allDay !== true;
    return { text: text.replace(/[\u202f\u2009]/g, " ") + (elsewhere ? ` ${zoneName(start, zone)}` : "") };
  },
  /** Where an appointment is: as it says, else at the listing or the escrow that it is about. */
  where({ fields, nameOf }) {
    const { listing, escrow } = (fields.linked ?? {}) as Fields;
    const there = [listing, escrow].map(show).find(Boolean);
    return { text: show(fields.LOCATION) || (there && nameOf(there)) || "" };
  },
  firstResponse({ fields }) {
    const assigned = Date.parse(show(fields.assignedAt));
    const answered = Date.parse(show(fields.firstResponseAt));
    if (Number.isNaN(answered)) return Number.isNaN(assigned) ? { text: "" } : { text: "Not yet", urgency: "amber" };
    return { text: Number.isNaN(assigned) ? "Done" : span(answered - assigned) };
  },
};

const day = { weekday: "short", month: "short", day: "numeric" } as const;
const days = (timeZone: string) => new Intl.DateTimeFormat("en-US", { ...day, timeZone });
const hours = (timeZone: string) =>
  new Intl.DateTimeFormat("en-US", { ...day, timeZone, hour: "numeric", minute: "2-digit" });

const inBrief = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  notation: "compact",
  maximumFractionDigits: 1,
});

/** Cents in brief, for a range: "$422k", "$1.2M". */
function brief(cents: number): string {
  return inBrief.format(cents / 100).replace("K", "k");
}
