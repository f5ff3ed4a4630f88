/** What may be told of, in the words of the settings; kind is the notification's. */
export const kinds = [
  { kind: "mention", label: "Someone mentions me" },
  { kind: "assignment", label: "A task on a checklist is assigned to me" },
  { kind: "follow", label: "Someone changes a record that I follow" },
  { kind: "transfer", label: "A record is transferred to or from me" },
  { kind: "lead", label: "A new lead waits for a first reply" },
  { kind: "deadline", label: "A deadline is today or late" },
  { kind: "review", label: "An AI task is ready to review" },
  { kind: "webhook:disabled", label: "A webhook was turned off" },
] as const;

/** The ways of telling besides the inbox, where everything is. */
export const ways = ["toast", "desktop", "sound"] as const;

export type Way = (typeof ways)[number];

/** What is shown in its own place all day, Today or the tray of tasks. */
const shownElsewhere: ReadonlySet<string> = new Set(["deadline", "review"]);

/** What a way tells of until somebody sets it: interruptions are opt-in. */
export function tellsByDefault(kind: string, way: Way): boolean {
  return way === "toast" && !shownElsewhere.has(kind);
}

/** The name of a preference: whether a way tells of a kind. */
export function preferenceOf(kind: string, way: Way): string {
  return `tell/${kind}/${way}`;
}

/** Quiet hours: minutes since midnight. They may go over midnight. */
export type QuietHours = { on: boolean; from: number; to: number };

export const defaultQuiet: QuietHours = { on: false, from: 21 * 60, to: 7 * 60 };

/** Whether minutes since midnight are within quiet hours. */
export function isQuiet({ on, from, to }: QuietHours, minutes: number): boolean {
  if (!on || from === to) return false;
  return from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
}

/** What a preference is, or what it is until somebody sets it. */
type Preferences = { get: <T extends string | number | boolean>(name: string, otherwise: T) => T };

/** The ways in which the user wants to be told of a kind at a minute of the day: none within quiet hours. */
export function waysNow(kind: string, preferences: Preferences, minutes: number): Way[] {
  const quiet = {
    on: preferences.get("quiet/on", defaultQuiet.on),
    from: preferences.get("quiet/from", defaultQuiet.from),
    to: preferences.get("quiet/to", defaultQuiet.to),
  };
  if (isQuiet(quiet, minutes)) return [];
  return ways.filter((way) => preferences.get(preferenceOf(kind, way), tellsByDefault(kind, way)));
}

/** "21:00" as minutes since midnight; undefined where it is no time. */
export function minutesOf(clock: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(clock) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  return Number(hours) < 24 && Number(minutes) < 60 ? total : undefined;
}

/** Minutes since midnight as "21:00", as a time input takes it. */
export function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
