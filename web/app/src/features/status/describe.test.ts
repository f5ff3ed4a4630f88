import type { Connection } from "@roomkey/client";
import { expect, test } from "vitest";
import { awayFor, describe, ending, savedWhen } from "./describe";

test.each<[Connection, number, string, string]>([
  [{ state: "connected", since: 0 }, 0, "Connected", ""],
  [{ state: "connected", since: 0 }, 1, "Connected", "1 edit waiting"],
  [{ state: "connecting" }, 0, "Reconnecting", ""],
  [{ state: "offline" }, 3, "Offline", "3 edits waiting"],
  [{ state: "waiting", until: 2_500, code: 1006 }, 0, "Reconnecting in 2 s", ""],
  [{ state: "ended", code: 3507, reason: "" }, 0, "Disconnected", ""],
  [{ state: "ended", code: 3500, reason: "" }, 2, "Signed out", "2 edits waiting"],
])("%o with %i waiting", (connection, unsent, label, waiting) => {
  expect(describe(connection, unsent, 1_000)).toMatchObject({ label, waiting });
});

test("a connection alone is not called one while the lists are old", () => {
  const connected = { state: "connected", since: 0 } as const;
  expect(describe(connected, 2, 1_000, true)).toMatchObject({ label: "Not up to date", waiting: "2 edits waiting" });
  expect(describe({ state: "offline" }, 0, 1_000, true).label).toBe("Offline");
});

test("nothing is called saved while an edit waits", () => {
  const at = new Date(2026, 11, 1, 9, 41).getTime();
  expect(savedWhen(at, 0)).toMatch(/^All changes saved, 9:41\sAM$/);
  expect(savedWhen(at, 1)).toMatch(/^, synced 9:41\sAM$/);
  expect(savedWhen(undefined, 0)).toBe("All changes saved");
  expect(savedWhen(undefined, 2)).toBe("");
});

test.each([
  [3500, "sign-in"],
  [3504, "retry"],
  [3507, "retry"],
  [4501, "wipe"],
  [4502, "wipe"],
])("after %i the way on is to %s", (code, way) => {
  expect(ending(code).way).toBe(way);
});

test.each([
  [299_999, undefined],
  [300_000, "Offline for 5 minutes."],
  [90 * 60_000, "Offline for 90 minutes."],
  [5 * 3_600_000, "Offline for 5 hours."],
  [72 * 3_600_000, "Offline for 3 days."],
])("after %i ms without the server the page says %s", (away, words) => {
  expect(awayFor(1_000, 1_000 + away)).toBe(words);
});
