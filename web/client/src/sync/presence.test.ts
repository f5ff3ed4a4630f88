import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Presence } from "./presence";
import type { Frame } from "./socket";

beforeEach(() => void vi.stubGlobal("document", { visibilityState: "visible" }));
afterEach(() => void vi.unstubAllGlobals());

function told() {
  const frames: Frame[] = [];
  const presence = new Presence({ post: (frame) => frames.push(frame) > 0 });
  return { frames, presence };
}

test("a device says which record it shows and which field it edits, and says it again", () => {
  const { frames, presence } = told();
  presence.view("r");
  presence.edit({ record: "r", field: "/purchasePrice" });
  presence.announce();
  expect(frames.slice(1)).toEqual([
    { type: "presence", status: "online", viewing: "r", editing: { record: "r", field: "/purchasePrice" } },
    { type: "presence", status: "online", viewing: "r", editing: { record: "r", field: "/purchasePrice" } },
  ]);
});

test("what has not changed is not told", () => {
  const { frames, presence } = told();
  presence.type({ record: "r", field: "/notes/-" });
  presence.type({ record: "r", field: "/notes/-" });
  presence.edit(undefined);
  expect(frames).toHaveLength(1);
});

test("who leaves a record edits nothing in it any more", () => {
  const { frames, presence } = told();
  presence.view("r");
  presence.edit({ record: "r", field: "/name" });
  presence.view(undefined);
  expect(frames.at(-1)).toEqual({ type: "presence", status: "online" });
});
