import type { Connection } from "@roomkey/client";
import type { Tone } from "../../ui/tone";

/** What the badge says: a word, what waits to be sent ("" for nothing), and how it is drawn. */
export type Described = { label: string; waiting: string; look: "connected" | "coming" | "away" | "ended"; tone: Tone };

/** What the badge says: never more than is true. isStale: the lists could not be brought up to date. */
export function describe(connection: Connection, unsent: number, now: number, isStale = false): Described {
  const waiting = unsent === 0 ? "" : `${unsent} ${unsent === 1 ? "edit" : "edits"} waiting`;
  switch (connection.state) {
    case "connected":
      if (isStale) return { label: "Not up to date", waiting, look: "coming", tone: "amber" };
      return { label: "Connected", waiting, look: "connected", tone: unsent === 0 ? "green" : "amber" };
    case "connecting":
      return { label: "Reconnecting", waiting, look: "coming", tone: "blue" };
    case "waiting": {
      const seconds = Math.max(0, Math.ceil((connection.until - now) / 1_000));
      return { label: `Reconnecting in ${seconds} s`, waiting, look: "coming", tone: "blue" };
    }
    case "offline":
      return { label: "Offline", waiting, look: "away", tone: "amber" };
    case "ended": {
      const label = connection.code === 3500 ? "Signed out" : "Disconnected";
      return { label, waiting, look: "ended", tone: "red" };
    }
  }
}

/** What a wipe says of edits that were not sent. They can't be kept: whoever holds the device may have stolen it. */
export function lostWords(unsent: number): string {
  if (unsent === 0) return "";
  return unsent === 1
    ? " 1 edit that had not been sent was deleted too."
    : ` ${unsent} edits that had not been sent were deleted too.`;
}

const clock = new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit" });

/** When the last edit was saved, beside the badge: "All changes saved, 9:41 AM". "" where nothing was sent yet. */
export function savedWhen(lastSync: number | undefined, unsent: number): string {
  if (lastSync === undefined) return unsent === 0 ? "All changes saved" : "";
  const time = clock.format(lastSync);
  return unsent === 0 ? `All changes saved, ${time}` : `, synced ${time}`;
}

/**
 * Why the server has said not to come back, in words, and the way on from there. Code 0 is none, and 4502 is for a
 * device that is meant by it.
 */
export function ending(code: number): { message: string; way: "sign-in" | "retry" | "wipe" } {
  switch (code) {
    case 3500:
      return { message: "Your sign-in has ended. What you edit is kept on this device.", way: "sign-in" };
    case 3504:
      return { message: "Roomkey is open on too many devices or tabs. Close one of them.", way: "retry" };
    case 4501:
      return { message: "This account is disabled. Its copies on this device were deleted.", way: "wipe" };
    case 4502:
      return {
        message: "This device was signed out from elsewhere. What Roomkey kept on it was deleted.",
        way: "wipe",
      };
    default:
      return { message: "The server has closed the connection. What you edit is kept on this device.", way: "retry" };
  }
}

/** How long there has been no connection before a page says so in words, in milliseconds. */
export const tellAfter = 5 * 60_000;

/** The banner's words once a device has been without the server for a while; undefined before. */
export function awayFor(since: number, now: number): string | undefined {
  const minutes = Math.floor((now - since) / 60_000);
  if (now - since < tellAfter) return undefined;
  if (minutes < 120) return `Offline for ${minutes} minutes.`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `Offline for ${hours} hours.` : `Offline for ${Math.floor(hours / 24)} days.`;
}
