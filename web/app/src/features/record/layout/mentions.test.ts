import { expect, test } from "vitest";
import { colleaguesFor, mentionAt, mentioned, putMention, splitMentions } from "./mentions";

const people = [
  { id: "1", name: "Ana Reyes" },
  { id: "2", name: "Ana" },
  { id: "3", name: "Zoë O’Neil" },
];

test("an @ at the beginning of a word asks for a name", () => {
  expect(mentionAt("ask @an", 7)).toEqual({ start: 4, typed: "an" });
  expect(mentionAt("@", 1)).toEqual({ start: 0, typed: "" });
  expect(mentionAt("(@Ana Re", 8)).toEqual({ start: 1, typed: "Ana Re" });
  expect(mentionAt("ana@demo", 8)).toBeUndefined();
  expect(mentionAt("ask @an, then", 13)).toBeUndefined();
});

test("names are found by any of their words", () => {
  expect(colleaguesFor("re", people).map(({ id }) => id)).toEqual(["1"]);
  expect(colleaguesFor("ana", people)).toHaveLength(2);
  expect(colleaguesFor("", people)).toHaveLength(3);
  expect(colleaguesFor("o’", people).map(({ id }) => id)).toEqual(["3"]);
});

test("a chosen name takes the place of what was typed", () => {
  expect(putMention("ask @an please", 4, 7, "Ana Reyes")).toEqual({ text: "ask @Ana Reyes please", caret: 15 });
});

test("who is mentioned is found by whole names, the longest first, once", () => {
  expect(mentioned("@Ana Reyes and @Ana, mail x@Ana", people)).toEqual(["1", "2"]);
  expect(mentioned("@Anabel and @Ana Reyes @Ana Reyes", people)).toEqual(["1"]);
  expect(splitMentions("Hi @Zoë O’Neil!", people)).toEqual([
    { text: "Hi " },
    { text: "@Zoë O’Neil", id: "3" },
    { text: "!" },
  ]);
  expect(splitMentions("<b>@Nobody</b>", people)).toEqual([{ text: "<b>@Nobody</b>" }]);
});
