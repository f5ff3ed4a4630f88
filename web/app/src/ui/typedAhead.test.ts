import { expect, test, vi } from "vitest";
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

test("what was typed ahead comes before the keys that follow it, however late the page is", () => {
  vi.useFakeTimers();
  try {
    const ahead = new TypedAhead();
    let field = "";
    const insert = (text: string) => {
      field += text;
    };
    ahead.insertSoon("23", insert);
    ahead.insertNow(); // the key 9 arrives before the page comes to its timers
    field += "9";
    vi.runAllTimers();
    expect(field).toBe("239");
    ahead.insertSoon("4", insert);
    vi.runAllTimers(); // nothing is pressed
    ahead.insertNow();
    expect(field).toBe("2394");
  } finally {
    vi.useRealTimers();
  }
});
