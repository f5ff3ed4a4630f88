import { checkValue, isTime } from "./check";
import { isDay } from "./day";
import type { ValueField, ValueRule, ValueType } from "./field";

// The rules of the server (crm), by the data of the schema: what is found here, the server refuses or flags.
// crm/testdata/vectors/rules.json holds both to the same answers.

/** What is wrong with a field of a record: its JSON Pointer, and a detail to be read after the field's label. */
export type Fault = { field: string; detail: string };

/** The values of a record's two halves by field; private fields only where the user may read them. */
export type Values = { fields: Record<string, unknown>; private?: Record<string, unknown> | undefined };

/** How many items a list may have; as in crm. */
const maxListItems = 5_000;

/**
 * All that is wrong with a record, or with what an edit makes of it: before is what it held before the edit. What an
 * edit does not change is not judged, so that values from before a rule can stay. today is the user's day by the
 * server's clock. Sorted by field.
 */
export function faultsOf(type: ValueType, after: Values, today: string, before?: Values): Fault[] {
  const found: Fault[] = [];
  for (const field of type.fields) {
    if (field.derived) continue;
    const half = field.private ? "private" : "fields";
    const [value, old] = [after[half]?.[field.name], before?.[half]?.[field.name]];
    if (isPresent(value)) judge(field, pointerTo(field), plain(value), plain(old), today, found);
    else if (field.required && (!before || isPresent(old)))
      found.push({ field: pointerTo(field), detail: "is required" });
  }
  found.push(...missingGroups(type, after, before), ...brokenRules(type.rules ?? [], after, before));
  return found.sort((a, b) => (a.field < b.field ? -1 : a.field > b.field ? 1 : 0));
}

/** Judges a value and what is in it, where it differs from what was there. */
function judge(field: ValueField, at: string, value: unknown, old: unknown, today: string, found: Fault[]): void {
  if (field.kind === "list") {
    if (!Array.isArray(value)) found.push({ field: at, detail: "must be a list" });
    else judgeList(field, at, value, Array.isArray(old) ? old : [], today, found);
    return;
  }
  if (field.kind === "map") {
    if (!isMap(value)) found.push({ field: at, detail: "must be a map" });
    else judgeMap(field, at, value, isMap(old) ? old : {}, today, found);
    return;
  }
  const detail = value === old ? undefined : checkValue(field, value, today);
  if (detail) found.push({ field: at, detail });
}

function judgeList(
  field: ValueField,
  at: string,
  items: unknown[],
  old: unknown[],
  today: string,
  found: Fault[],
): void {
  if (items.length > maxListItems && items.length > old.length) {
    found.push({ field: at, detail: `has more than ${maxListItems} items` });
    return;
  }
  const item = field.item;
  if (!item) return;
  const scalars = new Set(old.map(plain));
  const byId = new Map(old.filter(isMap).map((one) => [plain(one.id), one]));
  items.forEach((each, index) => {
    const value = plain(each);
    const was = isMap(value) ? byId.get(plain(value.id)) : scalars.has(value) ? value : undefined;
    judge(item, `${at}/${index}`, value, was, today, found);
  });
}

function judgeMap(
  field: ValueField,
  at: string,
  value: Record<string, unknown>,
  old: Record<string, unknown>,
  today: string,
  found: Fault[],
): void {
  for (const [name, entry] of Object.entries(value)) {
    const child = field.fields?.find((one) => one.name === name);
    const within = `${at}/${escaped(name)}`;
    if (child?.derived) continue;
    if (!child) found.push({ field: within, detail: "there is no such field" });
    else if (entry !== undefined && entry !== null) judge(child, within, plain(entry), plain(old[name]), today, found);
  }
}

function missingGroups(type: ValueType, after: Values, before: Values | undefined): Fault[] {
  return (type.requireOne ?? []).flatMap((group) => {
    const present = (values: Values) => group.some((name) => isPresent(values.fields[name]));
    if (present(after) || (before && !present(before))) return [];
    return [{ field: `/${group[0]}`, detail: `is required, or else: ${group.slice(1).join(", ")}` }];
  });
}

function brokenRules(rules: ValueRule[], after: Values, before: Values | undefined): Fault[] {
  return rules.flatMap((rule) => {
    const [low, high] = [valueAt(after, rule.low), valueAt(after, rule.high)];
    const lowChanged = !before || valueAt(before, rule.low) !== low;
    const highChanged = !before || valueAt(before, rule.high) !== high;
    if (!(lowChanged || highChanged) || !isAbove(low, high, rule.apart === true)) return [];
    return [highChanged ? { field: rule.high, detail: rule.above } : { field: rule.low, detail: rule.below }];
  });
}

/**
 * What an edit of one field does to the rules across fields: what is wrong, to be read after the field's label;
 * undefined where nothing is. pointer names a field of the shared half.
 */
export function brokenBy(type: ValueType, before: Values, pointer: string, value: unknown): string | undefined {
  const after = { fields: { ...before.fields, [pointer.slice(1)]: value } };
  return brokenRules(type.rules ?? [], after, before).find(({ field }) => field === pointer)?.detail;
}

/** Whether low is above high, or equal where they must be apart; not where one is absent or of another kind. */
function isAbove(low: unknown, high: unknown, apart: boolean): boolean {
  const [a, b] = [measure(low), measure(high)];
  if (a === undefined || b === undefined) return false;
  return a > b || (apart && a === b);
}

/** A number, a day or an instant as a number. */
function measure(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !(isDay(value) || isTime(value))) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

function valueAt(values: Values, pointer: string): unknown {
  const steps = pointer.slice(1).split("/");
  const half = steps[0] === "private" ? values.private : values.fields;
  const names = steps[0] === "private" ? steps.slice(1) : steps;
  return plain(names.reduce<unknown>((at, name) => (isMap(at) ? at[name] : undefined), half));
}

/** A value as JSON has it: Automerge gives times as dates, and scalar strings as objects that print as text. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null || Array.isArray(value) || isMap(value)) return value;
  return String(value);
}

function isMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && plain(value) !== "";
}

function pointerTo(field: ValueField): string {
  return `${field.private ? "/private" : ""}/${escaped(field.name)}`;
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
