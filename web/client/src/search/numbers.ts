import { cut, type Run } from "./cut";
import { fold } from "./fold";

/** How many digits groups have together, at least, to be joined as one number. */
export const minJoined = 5;

/**
 * Cuts a text into runs. It leaves out what is written with numbers and says nothing: the commas of 1,234,567, the
 * cents of an amount and the ending of 21st. A text that is being typed may end within such a number.
 */
export function read(text: string, typing: boolean): Run[] {
  const runs = cut(fold(text));
  const kept: Run[] = [];
  for (let at = 0; at < runs.length; ) {
    let run = runs[at] as Run;
    let next = at + 1;
    if (run.kind === "digits") {
      [run, next] = number(runs, at, typing);
      if (isOrdinal(runs[next])) next++;
      const after = runs[next];
      if (next > at + 1 && after) after.gap = `,${after.gap}`; // what was left out joins nothing
    }
    kept.push(run);
    at = next;
  }
  return kept;
}

/** The number that begins at a run, and where the next run is. */
function number(runs: Run[], at: number, typing: boolean): [run: Run, next: number] {
  const first = runs[at] as Run;
  let { text } = first;
  let next = at + 1;
  const is = (gap: string, size: number) => {
    const run = runs[next];
    if (run?.kind !== "digits" || run.gap !== gap) return false;
    return run.text.length === size || (typing && next === runs.length - 1 && run.text.length < size);
  };
  let amount = /\$ *$/.test(first.gap);
  if (text.length <= 3) {
    for (; is(",", 3); next++) {
      text += runs[next]?.text;
      amount = true;
    }
  }
  if (amount && is(".", 2)) next++;
  return [{ ...first, text }, next];
}

/** Whether a run after digits is the ending of an ordinal number. */
function isOrdinal(run: Run | undefined): boolean {
  return run?.kind === "letters" && run.gap === "" && /^(st|nd|rd|th)$/.test(run.text);
}

/** Where the groups of digits end that begin at a run and may belong to one number, and their digits. */
export function group(runs: Run[], at: number): { end: number; joined: string } {
  let joined = runs[at]?.text ?? "";
  let end = at + 1;
  for (let run = runs[end]; run?.kind === "digits" && joins(run.gap); run = runs[end]) {
    joined += run.text;
    end++;
  }
  return { end, joined };
}

/** Whether two groups of digits with this between them may be one number. */
function joins(gap: string): boolean {
  return /^[ ().\-/+]{1,3}$/.test(gap);
}

/** Whether a number has the form of a phone number of North America without its country code. */
export function isAmerican(joined: string): boolean {
  return /^[2-9]\d{9}$/.test(joined);
}
