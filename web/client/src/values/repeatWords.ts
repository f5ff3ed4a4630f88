import { parseDate } from "./date";
import { formatDate } from "./format";
import { type Parsed, plainText, problem, quoted, understood } from "./parsed";
import { type Frequency, type Repeat, type RepeatDay, readRepeat, weekdayCodes } from "./repeat";

const units: readonly [Frequency, string][] = [
  ["DAILY", "day"],
  ["WEEKLY", "week"],
  ["MONTHLY", "month"],
  ["YEARLY", "year"],
];
const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const ordinals = ["first", "second", "third", "fourth", "fifth"];
const listed = new Intl.ListFormat("en-US", { type: "conjunction" });
const monthLong = new Intl.DateTimeFormat("en-US", { month: "long", timeZone: "UTC" });

/** A rule as people say it: "Every 2 weeks on Monday, until Jun 5, 2026"; one that can't be read as it is. */
export function formatRepeat(rule: string): string {
  const repeat = readRepeat(rule);
  const said = repeat && everyWords(repeat);
  if (!repeat || said === undefined) return rule;
  const { count, until } = repeat;
  const day = until && `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`;
  const end = count ? `, ${count} ${count === 1 ? "time" : "times"}` : day ? `, until ${formatDate(day)}` : "";
  return `${said}${end}`;
}

/** Undefined where words would say less than the rule. */
function everyWords(repeat: Repeat): string | undefined {
  const { frequency, interval, days, monthDays, months, positions } = repeat;
  if (positions.length > 0) return undefined;
  const unit = units.find(([name]) => name === frequency)?.[1];
  const every = interval === 1 ? `Every ${unit}` : `Every ${interval} ${unit}s`;
  if (frequency === "DAILY" && months.length + monthDays.length + days.length > 0) return undefined;
  if (frequency === "WEEKLY") {
    if (months.length > 0 || days.some(({ nth }) => nth !== 0)) return undefined;
    if (interval === 1 && isWorkWeek(days)) return "Every weekday";
    return days.length > 0 ? `${every} on ${listed.format(days.map(({ weekday }) => weekdays[weekday] ?? ""))}` : every;
  }
  if (days.length > 0 && monthDays.length > 0) return undefined;
  const named = months.map((month) => monthLong.format(Date.UTC(2026, month - 1, 1)));
  if (months.length > 0 && frequency !== "YEARLY") return undefined;
  const of = frequency === "YEARLY" && named.length > 0 ? ` of ${listed.format(named)}` : "";
  if (monthDays.length > 0) return `${every} on the ${listed.format(monthDays.map(dateWords))}${of}`;
  if (days.length === 0) return of ? `${every} in ${listed.format(named)}` : every;
  if (days.some(({ nth }) => nth === 0 || Math.abs(nth) > 5 || (frequency === "YEARLY" && of === ""))) return undefined;
  return `${every} on the ${listed.format(days.map(nthWords))}${of}`;
}

function isWorkWeek(days: readonly RepeatDay[]): boolean {
  return days.length === 5 && [1, 2, 3, 4, 5].every((wanted) => days.some(({ weekday }) => weekday === wanted));
}

function nthWords({ weekday, nth }: RepeatDay): string {
  const place = nth > 0 ? ordinals[nth - 1] : nth === -1 ? "last" : `${ordinals[-nth - 1]} to last`;
  return `${place} ${weekdays[weekday]}`;
}

function dateWords(date: number): string {
  if (date < 0) return date === -1 ? "last day" : `${ordinals[-date - 1] ?? `${-date}th`} to last day`;
  const ending = date % 100 >= 11 && date % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][date % 10] ?? "th");
  return `${date}${ending}`;
}

/**
 * Reads how an appointment repeats: "every Tuesday", "every 2 weeks on Mon and Wed until June 30", "monthly on the last
 * Friday", "daily, 10 times", or a rule as RFC 5545 has it. today is the user's day.
 */
export function parseRepeat(typed: string, today: string): Parsed<string | undefined> {
  const plain = plainText(typed);
  const rule = plain?.toUpperCase().replace(/^RRULE:/, "");
  if (rule && readRepeat(rule)) return understood(rule, formatRepeat(rule));
  const text = plain?.toLowerCase().replace(/\.$/, "") ?? "";
  if (/^(?:never|no|once|(?:does not|doesn't) repeat)$/.test(text)) return understood(undefined, "Does not repeat");
  const [, said = "", times, day] =
    /^(.*?)(?:,? (?:for )?(\d{1,4}) times|,? (?:until|till|to) (.+))?$/.exec(text) ?? [];
  const found = readEvery(said.replace(/,$/, ""));
  if (!found) {
    return problem(`${quoted(typed)} is not understood. Write “every Tuesday” or “every 2 weeks until June 30”.`);
  }
  let value = found;
  if (times) {
    if (Number(times) === 0) return problem("Say how many times, from 1 on.");
    value += `;COUNT=${Number(times)}`;
  }
  if (day) {
    const until = parseDate(day, today);
    if (!until.ok) return until;
    value += `;UNTIL=${until.value.replaceAll("-", "")}`;
  }
  return understood(value, formatRepeat(value));
}

/** A rule as it is put into a box to be edited: in words where these mean the same rule, else as it is. */
export function editedRepeat(rule: string): string {
  const words = formatRepeat(rule);
  const read = parseRepeat(words, "2026-01-01"); // the words have years
  return read.ok && read.value === rule ? words : rule;
}

const shortForms: Readonly<Record<string, string>> = {
  daily: "every day",
  weekly: "every week",
  biweekly: "every 2 weeks",
  monthly: "every month",
  quarterly: "every 3 months",
  yearly: "every year",
  annually: "every year",
};

/** "every 2 weeks on monday" as a rule. */
function readEvery(said: string): string | undefined {
  const long = said.replace(/^\w+/, (word) => shortForms[word] ?? word);
  if (/^every (?:weekday|work ?day)s?$/.test(long)) return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR";
  const [, spaced, rest = ""] = /^(?:every|each) (other |second |third |fourth |\d{1,3} )?(.+)$/.exec(long) ?? [];
  const interval = intervalOf(spaced?.trim());
  if (interval === undefined) return undefined;
  const steps = interval === 1 ? "" : `;INTERVAL=${interval}`;
  const bare = daysNamed(rest);
  if (bare) return `FREQ=WEEKLY${steps};BYDAY=${bare}`;
  const [, unit, on] = /^(day|week|month|year)s?(?: on (.+))?$/.exec(rest) ?? [];
  const frequency = units.find(([, name]) => name === unit)?.[0];
  if (!frequency) return undefined;
  if (!on) return `FREQ=${frequency}${steps}`;
  const by = frequency === "WEEKLY" ? weekBy(on) : frequency === "MONTHLY" ? monthBy(on) : undefined;
  return by && `FREQ=${frequency}${steps};${by}`;
}

function intervalOf(text: string | undefined): number | undefined {
  if (!text) return 1;
  const named = { other: 2, second: 2, third: 3, fourth: 4 }[text];
  const interval = named ?? Number(text);
  return interval >= 1 ? interval : undefined;
}

function weekBy(on: string): string | undefined {
  const days = daysNamed(on);
  return days && `BYDAY=${days}`;
}

function monthBy(on: string): string | undefined {
  const text = on.replace(/^(?:the|day) /, "");
  if (/^last day$/.test(text)) return "BYMONTHDAY=-1";
  const [, date] = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(text) ?? [];
  if (date) return Number(date) >= 1 && Number(date) <= 31 ? `BYMONTHDAY=${Number(date)}` : undefined;
  const [, place, name] = /^(first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last) (\w+)$/.exec(text) ?? [];
  const day = name && daysNamed(name);
  if (!place || !day || day.includes(",")) return undefined;
  const nth = place === "last" ? -1 : ordinals.indexOf(place) + 1 || Number(place[0]);
  return `BYDAY=${nth}${day}`;
}

/** "mon, wed and friday" as MO,WE,FR; undefined where a word is no weekday. */
function daysNamed(text: string): string | undefined {
  const words = text.split(/,? and |, ?| & |\/| /).filter(Boolean);
  const found = words.map((word) => {
    const [, start] = /^(sun|mon|tue|wed|thu|fri|sat)\w*$/.exec(word) ?? [];
    const at = weekdays.findIndex((name) => name.toLowerCase().startsWith(start ?? "?"));
    const full = weekdays[at]?.toLowerCase() ?? "";
    const known = at >= 0 && (full.startsWith(word.replace(/s$/, "")) || word === "tues" || word === "thurs");
    return known ? at : -1;
  });
  if (found.length === 0 || found.includes(-1)) return undefined;
  const order = [...new Set(found)].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  return order.map((at) => weekdayCodes[at]).join(",");
}
