import type { Connection } from "@roomkey/client";
import { expect, test } from "vitest";
import { describe, ending } from "./describe";

test.each<[Connection, number, string]>([
  [{ state: "connected", since: 0 }, 0, "Connected"],
  [{ state: "connected", since: 0 }, 1, "Connected · 1 edit waiting"],
  [{ state: "offline" }, 3, "Offline · 3 edits waiting"],
  [{ state: "waiting", until: 2_500, code: 1006 }, 0, "Reconnecting in 2 s"],
  [{ state: "ended", code: 3507, reason: "" }, 0, "Disconnected"],
  [{ state: "ended", code: 3500, reason: "" }, 2, "Signed out · 2 edits waiting"],
])("%o with %i waiting", (connection, unsent, label) => {
  expect(describe(connection, unsent, 1_000).label).toBe(label);
});

test.each([
  [3500, "sign-in"],
  [3504, "retry"],
  [3507, "retry"],
  [4501, "wipe"],
])("after %i the way on is to %s", (code, way) => {
  expect(ending(code).way).toBe(way);
});
