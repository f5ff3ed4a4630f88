import { expect, test } from "vitest";
import { type Edits, saveStateOf } from "./saveStateOf";

const saved: Edits = { waits: false, kept: true, connected: true, disk: "writable", refused: false, torn: false };

test.each<[Partial<Edits>, string]>([
  [{}, "saved"],
  [{ connected: false }, "saved"],
  [{ torn: true }, "conflict"],
  [{ torn: true, refused: true }, "refused"],
  [{ torn: true, waits: true }, "sending"],
  [{ waits: true, connected: false }, "here"],
  [{ waits: true, kept: false }, "saving"],
  [{ waits: true, kept: false, disk: "full" }, "unkept"],
  [{ waits: true, kept: false, disk: "denied", refused: true }, "denied"],
])("of edits with %o it is said: %s", (edits, state) => {
  expect(saveStateOf({ ...saved, ...edits })).toBe(state);
});
