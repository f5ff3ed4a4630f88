import type { DiskState } from "@roomkey/client";
import type { SaveState } from "../../../ui/SaveGlyph";

/** What is known of a record's edits. */
export type Edits = {
  waits: boolean; // some are not saved by the server
  kept: boolean; // all that wait are on the disk
  connected: boolean;
  disk: DiskState;
  refused: boolean; // some were, and nobody has put it away
  torn: boolean; // some field has two values
};

/** What is true of edits that are in memory alone, by what the disk can do. */
const unkept: Record<DiskState, SaveState> = { writable: "saving", full: "unkept", denied: "denied" };

/** What is said of a record's edits: what is not saved comes first, then what needs the user. */
export function saveStateOf({ waits, kept, connected, disk, refused, torn }: Edits): SaveState {
  if (waits) {
    if (!kept) return unkept[disk];
    return connected ? "sending" : "here";
  }
  if (refused) return "refused";
  return torn ? "conflict" : "saved";
}
