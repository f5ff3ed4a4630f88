import type { Connection } from "../../sync/socket";

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
      return { label: `Disconnected${edits}`, colour: "red" };
  }
}
