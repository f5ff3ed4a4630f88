import { expect, test } from "vitest";
import { isNamed, isSentence, pieces, wordsOf } from "./match";

const shown = (text: string, query: string) =>
  pieces(text, query)
    .map(({ text, found }) => (found ? `[${text}]` : text))
    .join("");

test.each([
  ["2418 Larkspur Way", "lark", "2418 [Lark]spur Way"],
  ["11 Meadowlark Loop", "LARK loop", "11 Meadow[lark] [Loop]"],
  ["José Lark", "jose", "[José] Lark"],
  ["aaa", "aa", "[aaa]"],
  ["Larkin", "", "Larkin"],
  ["Straße 5", "5", "Straße [5]"],
  ["<b>lark</b>", "lark", "<b>[lark]</b>"],
])("%j shows what %j found as %j", (text, query, expected) => {
  expect(shown(text, query)).toBe(expected);
});

test("a command is found by the beginnings of its words", () => {
  expect(isNamed("Go to Listings", wordsOf("go li"))).toBe(true);
  expect(isNamed("Go to Listings", wordsOf("istings"))).toBe(false);
  expect(isNamed("Go to Listings", [])).toBe(true);
});

test.each([
  ["Create escrow for 123 Main St at $500,000 closing June 5", true],
  ["Please start an escrow at 77 Sunset Blvd., purchase price of $749,900.00", true],
  ["Escrow for 5 Ivy St at $500k closing June 5 2027", true],
  ["Offer accepted Nov 20 on 12 1/2 Pine St at 625,000", true],
  ["Escrow for 5 Ivy St", false],
  ["new lead", false],
  ["2418 Larkspur Way Sacramento", false],
  ["Open house at noon", true],
])("%j is a sentence: %s", (query, is) => {
  expect(isSentence(query)).toBe(is);
});
