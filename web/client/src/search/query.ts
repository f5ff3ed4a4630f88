import { clip, type Run } from "./cut";
import { fold } from "./fold";
import { read } from "./numbers";
import { isUnit, phone } from "./phone";
import { signTerms } from "./terms";
import { isLone, maxWants, type Want } from "./want";

/** The longest query, as on the server. What is longer counts by its beginning. */
const maxQueryBytes = 1_000;

/**
 * What a person looks for: a record that it finds fulfils all wants. A blank query, of space alone, asks for nothing;
 * any other query without wants finds nothing.
 */
export type Query = { wants: Want[]; blank?: true };

/** Reads what somebody typed. It refuses nothing: quotes and operators are text. */
export function readQuery(typed: string): Query {
  const text = head(typed);
  const runs = read(text, true);
  const wants: Want[] = [];
  for (let at = 0; at < runs.length && wants.length < maxWants; ) at = take(wants, runs, at);
  if (runs.length === 0 && /^[ \t\n\v\f\r]*$/.test(fold(text))) return { wants, blank: true };
  return { wants };
}

/** Whether the query is of single letters and digits alone. Such a query looks into titles only. */
export function isTitlesOnly(query: Query): boolean {
  return query.wants.every((want) => !want.all && want.any.every(isLone));
}

/** The beginning of a text within the bound, which is in bytes of UTF-8. */
function head(text: string): string {
  if (text.length * 3 <= maxQueryBytes) return text;
  let bytes = 0;
  let kept = "";
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (bytes > maxQueryBytes) break;
    kept += char;
  }
  return kept;
}

/** Adds what is wanted by a run, and perhaps by runs that follow. It returns where the next run is. */
function take(wants: Want[], runs: Run[], at: number): number {
  const run = runs[at] as Run;
  if (run.kind === "signs") {
    const pairs = signTerms(run.text);
    for (const pair of pairs.slice(0, Math.max(pairs.length - 1, 1))) add(wants, { any: [pair] });
  } else if (run.kind === "letters") {
    if (!isDropped(runs, at)) add(wants, { any: [clip(run.text)] });
  } else {
    const { want, next } = amount(runs, at) ?? phone(runs, at);
    if (want.any.length > 0) add(wants, want);
    return next;
  }
  return at + 1;
}

function add(wants: Want[], want: Want): void {
  const same = (other: Want) => JSON.stringify(other) === JSON.stringify(want);
  if (wants.length < maxWants && !wants.some(same)) wants.push(want);
}

/**
 * Whether the letters of a run say what follows and are not searched for: x12 and ext. 12, tel: and mailto:, and the
 * beginning of 21st, whose rest is still to be typed.
 */
function isDropped(runs: Run[], at: number): boolean {
  const run = runs[at] as Run;
  const after = runs[at + 1];
  if (/^(x|ext)$/.test(run.text)) return after?.kind === "digits" && /^[ .:#]*$/.test(after.gap);
  if (/^(tel|mailto)$/.test(run.text)) return after?.gap.startsWith(":") ?? false;
  return !after && /^[snrt]$/.test(run.text) && run.gap === "" && runs[at - 1]?.kind === "digits";
}

/** Reads 450k and 1.2m, which are also searched for as they are written. */
function amount(runs: Run[], at: number): { want: Want; next: number } | undefined {
  const whole = runs[at]?.text ?? "";
  const all = [clip(whole)];
  let fraction = "";
  let next = at + 1;
  const after = runs[next];
  if (after?.kind === "digits" && after.gap === ".") {
    fraction = after.text;
    all.push(clip(fraction));
    next++;
  }
  const unit = runs[next];
  if (!unit || !isUnit(unit)) return undefined;
  const zeros = unit.text === "m" ? 6 : 3;
  if (fraction.length > zeros || whole.length > 9 || /^0*$/.test(whole)) return undefined;
  const value = (whole + fraction.padEnd(zeros, "0")).replace(/^0+/, "");
  return { want: { any: [value], all: [...all, unit.text] }, next: next + 1 };
}
