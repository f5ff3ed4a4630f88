import { expect, test } from "vitest";
import { keyCap } from "./keys";

test.each([
  ["mod+k", true, "⌘K"],
  ["mod+k", false, "Ctrl K"],
  ["c", true, "C"],
  ["enter", false, "⏎"],
  ["shift+x", false, "Shift X"],
  ["tab", true, "Tab"],
  ["?", true, "?"],
])("%s reads, on an Apple keyboard %s, %s", (keys, mac, cap) => {
  expect(keyCap(keys, mac)).toBe(cap);
});
