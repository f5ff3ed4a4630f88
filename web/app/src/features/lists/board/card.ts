import { optionLabel, type Row, show, valuesOf } from "@roomkey/client";
import { awayInWords, dueInWords, isDay, shortDay } from "../../../trade/days";
import { type Deadline, nextDeadline } from "../../../trade/deadlines";
import { dayIn } from "../../../trade/zone";
import type { Tone } from "../../../ui/tone";
import type { ListedType, Now } from "../column";
import { shortDollars } from "../format";

/** What a card says below its title, and what is to be done next. */
export type CardText = { lines: string[]; next?: CardNext; score?: number };

/** What is to be done next: of what kind, in words, and after them when it is due, which is never cut. */
export type CardNext = { sign: Sign; text: string; end?: string; tone: Tone };

type Sign = "waiting" | "task" | "contact" | "source" | "late" | Deadline["kind"];

/** A lead that nobody has answered after so many milliseconds is late. */
const responseTime = 5 * 60_000;
const quietDays = 7;

/** The words of a record's card on a board; at is the time in milliseconds. */
export function cardText(type: ListedType, row: Row, now: Now, at: number): CardText {
  return type.name === "lead" ? leadText(type, row, now, at) : escrowText(type, row, now);
}

function leadText(type: ListedType, row: Row, now: Now, at: number): CardText {
  const { fields } = row;
  const option = (name: string) => {
    const value = show(fields[name]);
    return (
      value &&
      optionLabel(
        type.fields.find((field) => field.name === name),
        value,
      )
    );
  };
  const price = priceRange(fields.priceMin, fields.priceMax);
  const what = [option("intent"), price || option("timeframe").toLowerCase()].filter(Boolean).join(", ");
  const score = typeof fields.score === "number" ? fields.score : undefined;
  return {
    lines: [what || option("source") || show(fields.source), valuesOf(fields.areas).join(", ")].filter(Boolean),
    next: leadNext(fields, now, at),
    score,
  };
}

function leadNext(fields: Row["fields"], now: Now, at: number): CardText["next"] {
  const time = (name: string) => Date.parse(show(fields[name]));
  const assigned = time("assignedAt");
  if (show(fields.stage) === "new" && !fields.firstResponseAt && !Number.isNaN(assigned)) {
    return waiting(assigned, at);
  }
  const next = time("nextTaskAt");
  if (!Number.isNaN(next)) {
    const day = dayIn(next, now.zone);
    return { sign: "task", text: `Task ${dueInWords(day, now.today)}`, tone: day < now.today ? "red" : "gray" };
  }
  const last = time("lastContactAt");
  if (!Number.isNaN(last)) {
    const days = Math.floor((at - last) / 86_400_000);
    if (days >= quietDays) return { sign: "waiting", text: `${days} days quiet`, tone: "amber" };
    return { sign: "contact", text: `Contact ${awayInWords(dayIn(last, now.zone), now.today)}`, tone: "gray" };
  }
  const source = show(fields.source);
  return source ? { sign: "source", text: source, tone: "gray" } : undefined;
}

function waiting(assigned: number, at: number): CardNext {
  const sign = "waiting";
  const minutes = Math.max(0, Math.floor((at - assigned) / 60_000));
  if (at - assigned < responseTime)
    return { sign, text: `${Math.ceil((responseTime - (at - assigned)) / 60_000)} min left`, tone: "red" };
  if (minutes < 60) return { sign, text: `${minutes} min, no reply`, tone: "amber" };
  const hours = Math.floor(minutes / 60);
  return {
    sign,
    text: hours < 48 ? `${hours} h, no reply` : `${Math.floor(hours / 24)} days, no reply`,
    tone: "amber",
  };
}

/** "$550k to $640k", "to $480k", "from $300k". */
export function priceRange(min: unknown, max: unknown): string {
  const [low, high] = [min, max].map((cents) => (typeof cents === "number" ? shortDollars(cents) : ""));
  if (low && high) return `${low} to ${high}`;
  return high ? `to ${high}` : low ? `from ${low}` : "";
}

function escrowText(type: ListedType, row: Row, now: Now): CardText {
  const { fields } = row;
  const side = show(fields.side);
  const label =
    side &&
    optionLabel(
      type.fields.find(({ name }) => name === "side"),
      side,
    );
  const price = typeof fields.purchasePrice === "number" ? shortDollars(fields.purchasePrice) : "";
  const close = show(fields.closeOfEscrowDate);
  const deadline = nextDeadline(row, now.today);
  return {
    lines: [
      [label, price].filter(Boolean).join(", "),
      isDay(close) ? `Closes ${shortDay(close, now.today)}, ${awayInWords(close, now.today)}` : "",
    ].filter(Boolean),
    next: deadline && {
      sign: deadline.day < now.today ? "late" : deadline.kind,
      text: `${deadline.label},`,
      end: ` ${dueInWords(deadline.day, now.today)}`,
      tone: deadline.day < now.today ? "red" : deadline.day === now.today ? "amber" : "gray",
    },
  };
}
