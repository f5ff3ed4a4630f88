import { expect, test } from "vitest";
import { hasExpired, usedWords } from "./signIns";

const signIn = { usedAt: "2026-11-27T17:41:00Z", expiresAt: "2026-11-28T05:00:00Z" };

test("a sign-in that has expired is listed as one whose device may still hold copies", () => {
  const before = Date.parse("2026-11-28T04:59:59Z");
  expect(hasExpired(signIn, before)).toBe(false);
  expect(usedWords(signIn, before)).toMatch(/^Last used Nov 27, 2026, \d+:41\s[AP]M$/);
  expect(hasExpired(signIn, before + 1_000)).toBe(true);
  expect(usedWords(signIn, before + 1_000)).toMatch(/; signed out since, and may still hold copies$/);
});
