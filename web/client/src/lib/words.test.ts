import { expect, test } from "vitest";
import { inWords } from "./words";

test.each([
  ["closePrice", "Close price"],
  ["created", "Created"],
  ["csv", "Csv"],
  ["no_show", "No show"],
  ["APNs", "APNs"],
])("a plugin's %s is %s", (name, words) => {
  expect(inWords(name)).toBe(words);
});
