import { dollars, type Field, optionLabel, show } from "./schema";
import { inWords } from "./words";

// Made once: a formatter takes longer to make than a page of values to format.
const withCents = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const counted = new Intl.NumberFormat("en-US");
const calendar = new Intl.DateTimeFormat("en-US", { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" });
const clock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A value of a record as a person reads it; nameOf gives the name of a record or a person by id. */
export function readable(field: Field | undefined, value: unknown, nameOf: (id: string) => string | undefined): string {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map((item) => readable(field?.item, item, nameOf)).join("\n");
  if (typeof value === "object" && value.constructor === Object) {
    // As the schema has them: a server's JSON has them by name, and what something is called comes first.
    const names = (field?.fields ?? []).map(({ name }) => name);
    const order = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length);
    return Object.entries(value)
      .sort(([a], [b]) => order(a) - order(b))
      .filter(([name, member]) => !/^(id|author)$/.test(name) && member !== null && member !== "")
      .map(([name, member]) => {
        const known = field?.fields?.find((candidate) => candidate.name === name);
        return name === "body" ? show(member) : `${known?.label ?? inWords(name)}: ${readable(known, member, nameOf)}`;
      })
      .join(", ");
  }
  if (typeof value === "boolean") return value ? "Yes" : "No";
  switch (field?.kind) {
    case "money":
      return typeof value === "number" ? moneyOf(value) : show(value);
    case "enum":
      return optionLabel(field, show(value));
    case "date":
      return dateOf(show(value));
    case "time":
      return timeOf(value instanceof Date ? value : show(value));
    case "ref":
      return nameOf(show(value)) ?? show(value);
  }
  if (typeof value === "number") return /year/i.test(field?.name ?? "") ? show(value) : counted.format(value);
  return (/^[0-9a-f-]{36}$/.test(show(value)) && nameOf(show(value))) || show(value);
}

/** Cents in full: a change of some cents has to be seen. */
export function moneyOf(cents: number): string {
  return cents % 100 === 0 ? dollars(cents) : withCents.format(cents / 100);
}

/** A calendar day, which no time zone moves. */
export function dateOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? day : calendar.format(at);
}

/** A time on this device's clock. */
export function timeOf(at: string | Date): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? String(at) : clock.format(time);
}
