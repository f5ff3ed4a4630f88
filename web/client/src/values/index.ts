/**
 * What a field may hold, for people who type: one parser for each kind of value, which says what it understood before
 * anything is written; a formatter for each kind; and the server's rules by the data of the schema. Pure: today and the
 * zone are inputs, nothing is kept, and nothing else of the package is imported.
 *
 * ```ts
 * const read = parseValue(field, "450k", today);     // {ok: true, value: 45_000_000, shown: "$450,000"}
 * if (read.ok) write(read.value); else say(read.problem);
 * formatValue(field, 45_000_000);                    // "$450,000"
 * editedText(field, 45_000_000);                     // "450,000": what stands in the box
 * faultsOf(type, {fields}, today);                   // all that the server would refuse in a new record
 * brokenBy(type, {fields}, "/DTEND", value);         // and in an edit of one field, because of another one
 * ```
 */
export { checkValue } from "./check";
export { parseBool, parseOption } from "./choice";
export { type DateRules, parseDate } from "./date";
export { addDays, addMonths, isDay, todayAt, weekdayOf } from "./day";
export { emailPattern, parseEmail } from "./email";
export type { ValueField, ValueRule, ValueType } from "./field";
export {
  formatClock,
  formatDate,
  formatMoney,
  formatNumber,
  formatPercent,
  formatTime,
  formatYear,
} from "./format";
export { type Bounds, maxMoney, parseMoney } from "./money";
export { type NumberRules, parseNumber, parsePercent, parseYear } from "./number";
export { type Occurrence, occurrences } from "./occurrences";
export type { Parsed } from "./parsed";
export { formatPhone, parsePhone, phonePattern } from "./phone";
export { formatRepeat, parseRepeat } from "./repeatWords";
export { brokenBy, type Fault, faultsOf, type Values } from "./rules";
export { editedText, formatValue, isFigure } from "./show";
export { cleanText, parseText } from "./text";
export { parseClock, parseTime, type TimeRules } from "./time";
export { parseValue, type Value } from "./value";
export { deviceZone, instantOf, isZone, wallAt } from "./zone";
