import { expect, test } from "vitest";
import { TypedAhead } from "./typedAhead";

const press = (key: string, timeStamp: number, more = {}) => ({
  key,
  timeStamp,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

test("letters that follow a key which opens something are kept for it, once", () => {
  const ahead = new TypedAhead();
  expect(ahead.takes(press("e", 0), false)).toBe(false);
  ahead.begin(press("c", 10));
  expect(["E", "l", "m", " ", "1"].map((key, index) => ahead.takes(press(key, 20 + index), false))).not.toContain(
    false,
  );
  expect(ahead.takes(press("Enter", 30), false)).toBe(false);
  expect(ahead.takes(press("k", 31, { ctrlKey: true }), false)).toBe(false);
  expect([ahead.given(), ahead.given()]).toEqual(["Elm 1", ""]);
  expect(ahead.takes(press("e", 40), false)).toBe(false);
});

test("after a while, after Escape, and once a text has the focus, letters are what they were", () => {
  const ahead = new TypedAhead();
  ahead.begin(press("c", 0));
  expect(ahead.takes(press("e", 2_000), false)).toBe(false);
  ahead.begin(press("c", 3_000));
  expect(ahead.takes(press("Escape", 3_010), false)).toBe(false);
  expect(ahead.takes(press("e", 3_020), false)).toBe(false);
  ahead.begin(press("c", 4_000));
  expect(ahead.takes(press("e", 4_010), true)).toBe(false);
  expect(ahead.takes(press("e", 4_020), false)).toBe(false);
});
