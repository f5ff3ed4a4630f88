import type { Connection } from "@roomkey/client";

/** What the badge says: never more than is true. */
export function describe(connection: Connection, unsent: number, now: number): { label: string; colour: string } {
  const edits = unsent === 0 ? "" : ` · ${unsent} ${unsent === 1 ? "edit" : "edits"} waiting`;
  switch (connection.state) {
    case "connected":
      return { label: `Connected${edits}`, colour: unsent === 0 ? "green" : "yellow" };
    case "connecting":
      return { label: `Reconnecting${edits}`, colour: "yellow" };
    case "waiting": {
      const seconds = Math.max(0, Math.ceil((connection.until - now) / 1_000));
      return { label: `Reconnecting in ${seconds} s${edits}`, colour: "yellow" };
    }
    case "offline":
      return { label: `Offline${edits}`, colour: "gray" };
    case "ended":
      return { label: `${connection.code === 3500 ? "Signed out" : "Disconnected"}${edits}`, colour: "red" };
  }
}

/** Why the server has said not to come back, in words, and the way on from there. Code 0 is none. */
export function ending(code: number): { message: string; way: "sign-in" | "retry" | "wipe" } {
  switch (code) {
    case 3500:
      return { message: "Your sign-in has ended. What you edit is kept on this device.", way: "sign-in" };
    case 3504:
      return { message: "Roomkey is open on too many devices or tabs. Close one of them.", way: "retry" };
    case 4501:
      return { message: "This account is disabled. Its copies on this device were deleted.", way: "wipe" };
    default:
      return { message: "The server has closed the connection. What you edit is kept on this device.", way: "retry" };
  }
}
