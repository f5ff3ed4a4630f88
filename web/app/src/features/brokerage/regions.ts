import type { Answer } from "@roomkey/client";

type Stats = Answer<"get", "/admin/stats">;
export type Region = NonNullable<Stats["regions"]>["regions"][number];
export type Check = NonNullable<Stats["selfCheck"]>;

/** How something is: a word for it and what else is to say. */
export interface State {
  well: boolean;
  title: string;
  detail: string;
}

/** Writes that may be on their way without anybody noticing. */
const onTheWay = 100;

/** A region in words. leader is the name of the one that orders rows. */
export function regionInWords(region: Region, leader: string): State {
  const { name, state, silentSeconds, witness, lacks, ahead, rowsBehind, wayMs } = region;
  const here = state === "here";
  const there = here || state === "there";
  const unnoticed = there ? onTheWay : 0;
  const said = [
    here ? "this one" : !there && (state === "unseen" ? "not heard yet" : `silent for ${duration(silentSeconds)}`),
    witness && "witness",
    name === leader && "orders rows",
    there && !here && wayMs !== null && `${Math.round(wayMs).toLocaleString("en-US")} ms away`,
    lacks > unnoticed && `lacks ${count(lacks, "write")}`,
    ahead > unnoticed && `${count(ahead, "write")} ahead`,
    rowsBehind > 0 && `${count(rowsBehind, "row")} behind`,
  ];
  return {
    well: there && lacks <= onTheWay && ahead <= onTheWay && rowsBehind === 0,
    title: name,
    detail: said.filter(Boolean).join(" · ") || "there",
  };
}

const leaking: Record<string, string> = { goroutines: "goroutines", descriptors: "open files", heap: "memory" };

/** What a check found, in words. */
export function checkInWords({ problem, seenMs, savedMs, leaks, at }: Check): State {
  const time = new Date(at).toLocaleTimeString("en-US", { timeStyle: "short" });
  if (problem) return { well: false, title: sentence(problem), detail: `at ${time}` };
  const took = `seen in ${milliseconds(seenMs)}, saved in ${milliseconds(savedMs)}`;
  if (leaks.length > 0) {
    const names = leaks.map((one) => leaking[one] ?? one).join(" and ");
    return { well: false, title: `It holds more and more ${names}`, detail: took };
  }
  return { well: true, title: "An edit of its own went well", detail: `${took}, at ${time}` };
}

function milliseconds(value: number | null): string {
  return value === null ? "–" : `${Math.max(Math.round(value), 1).toLocaleString("en-US")} ms`;
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function count(number: number, word: string): string {
  return `${number.toLocaleString("en-US")} ${word}${number === 1 ? "" : "s"}`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
