import { expect, test } from "vitest";
import { type Pressed, type Shortcut, Shortcuts } from "./shortcuts";

const press = (key: string, rest: Partial<Pressed> = {}): Pressed => ({
  key,
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  timeStamp: 0,
  ...rest,
});

const shortcut = (keys: string, label = keys): Shortcut => ({ keys, label, group: "Test", run: () => {} });

function registry(...keys: string[]): Shortcuts {
  const shortcuts = new Shortcuts();
  shortcuts.add(keys.map((one) => shortcut(one)));
  return shortcuts;
}

test("a letter is no shortcut while somebody types, a chord is", () => {
  const shortcuts = registry("c", "mod+k");
  expect(shortcuts.find(press("c"), false)?.label).toBe("c");
  expect(shortcuts.find(press("C", { shiftKey: true }), false)).toBeUndefined();
  expect(shortcuts.find(press("c"), true)).toBeUndefined();
  expect(shortcuts.find(press("k", { metaKey: true }), true)?.label).toBe("mod+k");
  expect(shortcuts.find(press("k", { ctrlKey: true }), false)?.label).toBe("mod+k");
});

test("letters can be turned off, chords stay", () => {
  const shortcuts = registry("c", "?", "mod+k");
  shortcuts.letters = false;
  expect(shortcuts.find(press("c"), false)).toBeUndefined();
  expect(shortcuts.find(press("?", { shiftKey: true }), false)).toBeUndefined();
  expect(shortcuts.find(press("k", { metaKey: true }), false)?.label).toBe("mod+k");
});

test("Alt makes letters that languages need, and no shortcuts", () => {
  expect(registry("c").find(press("c", { altKey: true }), false)).toBeUndefined();
});

test("? is what the keyboard says it is, whatever Shift is for it", () => {
  const shortcuts = registry("?");
  expect(shortcuts.find(press("?", { shiftKey: true }), false)?.label).toBe("?");
  expect(shortcuts.find(press("?"), false)?.label).toBe("?");
});

test("G then a letter goes somewhere, if the letter comes in time", () => {
  const shortcuts = registry("g e", "e");
  expect(shortcuts.find(press("g", { timeStamp: 0 }), false)).toBeUndefined();
  expect(shortcuts.waits).toBe(true);
  expect(shortcuts.find(press("e", { timeStamp: 900 }), false)?.label).toBe("g e");
  expect(shortcuts.find(press("e", { timeStamp: 1_000 }), false)?.label).toBe("e");
  shortcuts.find(press("g", { timeStamp: 2_000 }), false);
  expect(shortcuts.find(press("e", { timeStamp: 4_000 }), false)?.label).toBe("e");
});

test("what came last has the key, and gives it back", () => {
  const shortcuts = registry("e");
  const remove = shortcuts.add([shortcut("e", "Archive the selected")]);
  expect(shortcuts.find(press("e"), false)?.label).toBe("Archive the selected");
  expect(shortcuts.listed().map(({ label }) => label)).toEqual(["Archive the selected"]);
  remove();
  expect(shortcuts.find(press("e"), false)?.label).toBe("e");
});
