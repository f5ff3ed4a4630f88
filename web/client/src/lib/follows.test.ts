import { expect, test } from "vitest";
import { changedFollows, followsOf, mostFollows, withFollow, withoutFollow } from "./follows";
import type { Row } from "./row";

const at = (minute: number) => new Date(Date.UTC(2026, 11, 1, 9, minute)).toISOString();
const row = (id: string, minute: number) => ({ id, updatedAt: at(minute) }) as Row;

test("follows are read from the preferences, without what is none", () => {
  expect(followsOf({ follows: { a: at(1), b: 3, c: "soon" } })).toEqual({ a: at(1) });
  for (const follows of [undefined, null, "a", ["a"], 3]) expect(followsOf({ follows })).toEqual({});
});

test("a record is followed from now on, until it is not", () => {
  const follows = withFollow({ a: at(1) }, "b", at(2));
  expect(follows).toEqual({ a: at(1), b: at(2) });
  expect(withFollow(follows, "a", at(3))).toEqual({ a: at(3), b: at(2) });
  expect(withoutFollow(follows, "a")).toEqual({ b: at(2) });
});

test("of too many, the one that was seen longest ago gives way", () => {
  let follows = {};
  for (let index = 0; index <= mostFollows; index++) follows = withFollow(follows, `r${index}`, at(index));
  expect(Object.keys(follows)).toHaveLength(mostFollows);
  expect(Object.keys(follows)).not.toContain("r0");
});

test("what has changed since it was seen is news, the last change first", () => {
  const rows = new Map([row("a", 5), row("b", 5), row("c", 9), row("d", 9)].map((one) => [one.id, one]));
  const follows = { a: at(5), b: at(4), c: at(1), gone: at(1) };
  expect(changedFollows(rows, follows).map(({ id }) => id)).toEqual(["c", "b"]);
});
