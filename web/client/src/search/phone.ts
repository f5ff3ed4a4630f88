import { clip, type Run } from "./cut";
import { group, minJoined } from "./numbers";
import { maxWants, type Want } from "./want";

/**
 * Reads the groups of digits that begin at a run. Five digits or more may be one number in any of its forms; fewer are
 * searched for group by group. It wants nothing where there is only the beginning of a country code.
 */
export function phone(runs: Run[], at: number): { want: Want; next: number } {
  const first = runs[at] as Run;
  let { end, joined } = group(runs, at);
  const last = runs[end - 1] as Run;
  const unit = runs[end];
  if (unit && isUnit(unit) && end > at + 1) {
    end--; // the last group is an amount
    joined = joined.slice(0, joined.length - last.text.length);
  }
  const plus = /\+[ (]*$/.test(first.gap);
  if (plus && joined.length <= countryCode(joined)) return { want: { any: [] }, next: end };
  if (!plus && joined.length < minJoined) return { want: { any: [first.text] }, next: at + 1 };
  const any = numberForms(joined, plus);
  const groups = runs.slice(at, end).map(({ text }) => text);
  const sizes = groups.map(({ length }) => length).join();
  if (plus || groups.length < 2 || groups.length > maxWants || sizes === "3,4" || sizes === "3,3,4") {
    return { want: { any }, next: end };
  }
  return { want: { any, all: groups.map(clip) }, next: end };
}

/** Whether a run says thousands or millions of the digits before it. */
export function isUnit(run: Run): boolean {
  return run.kind === "letters" && run.gap === "" && (run.text === "k" || run.text === "m");
}

// Numbers shorter than these are not read as having a prefix: they are ZIP codes and the like.
const minTrunk = 6; // digits with a 0 before the area code, or with 00 or 011 before the country code
const minAbroad = 11; // digits with a country code and nothing before it
const minRest = 3; // digits without prefix and country code

/**
 * The forms in which a number may be stored: as it is; without 00, 011 or the country code; without the 0 that some
 * countries write before the area code.
 */
function numberForms(joined: string, plus: boolean): string[] {
  const forms = new Set<string>();
  const add = (form: string) => form !== "" && forms.add(clip(form));
  add(joined);
  if (joined.length >= minTrunk && /^0[^0]/.test(joined)) add(joined.slice(1));
  const prefix = !plus && joined.length >= minTrunk ? /^(011|00)/.exec(joined)?.[0] : undefined;
  const abroad = joined.slice(prefix?.length ?? 0);
  if (!plus && !prefix && (joined.length < minAbroad || joined[0] === "0")) return [...forms];
  const national = abroad.slice(countryCode(abroad));
  if (!plus && national.length < minRest) return [...forms];
  add(abroad);
  add(national);
  add(national.replace(/^0/, ""));
  return [...forms];
}

const twoDigits = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** How many digits the country code has that a number begins with (ITU-T E.164). */
function countryCode(number: string): number {
  if (/^[17]/.test(number)) return 1;
  return twoDigits.test(number) ? 2 : 3;
}
