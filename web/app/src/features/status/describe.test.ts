import { expect, test } from "vitest";
import type { Connection } from "../../sync/socket";
import { describe } from "./describe";

test.each<[Connection, number, string]>([
  [{ state: "connected", since: 0 }, 0, "Connected"],
  [{ state: "connected", since: 0 }, 1, "Connected · 1 edit waiting"],
  [{ state: "offline" }, 3, "Offline · 3 edits waiting"],
  [{ state: "waiting", until: 2_500, code: 1006 }, 0, "Reconnecting in 2 s"],
  [{ state: "ended", code: 3507, reason: "" }, 0, "Disconnected"],
])("%o with %i waiting", (connection, unsent, label) => {
  expect(describe(connection, unsent, 1_000).label).toBe(label);
});
