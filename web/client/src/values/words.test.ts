import { expect, test } from "vitest";
import { parseBool, parseOption } from "./choice";
import { parseEmail } from "./email";
import { formatPhone, parsePhone } from "./phone";
import { parseText } from "./text";

test.each<[typed: string, value: string, e164: string | undefined]>([
  ["8055550134", "(805) 555-0134", "+18055550134"],
  ["805-555-0134", "(805) 555-0134", "+18055550134"],
  ["805.555.0134", "(805) 555-0134", "+18055550134"],
  ["(805) 555-0134", "(805) 555-0134", "+18055550134"],
  ["805/555-0134", "(805) 555-0134", "+18055550134"],
  ["1 805 555 0134", "(805) 555-0134", "+18055550134"],
  ["+1 (805) 555-0134", "(805) 555-0134", "+18055550134"],
  ["+1-916-555-0142", "(916) 555-0142", "+19165550142"],
  ["tel:+18055550134", "(805) 555-0134", "+18055550134"],
  ["805 555 0134 x12", "(805) 555-0134 ext. 12", "+18055550134"],
  ["805 555 0134 ext. 12", "(805) 555-0134 ext. 12", "+18055550134"],
  ["805-555-0134, extension 12", "(805) 555-0134 ext. 12", "+18055550134"],
  ["805\u2011555\u20110134", "(805) 555-0134", "+18055550134"],
  ["８０５－５５５－０１３４", "(805) 555-0134", "+18055550134"],
  ["+44 20 7946 0958", "+44 20 7946 0958", "+442079460958"],
  ["+52 55 1234 5678", "+52 55 1234 5678", "+525512345678"],
  ["555-0134", "555-0134", undefined],
  ["011 44 20 7946 0958", "011 44 20 7946 0958", undefined],
  ["1-800-FLOWERS", "1-800-FLOWERS", undefined],
  ["800-NEW-HOME", "800-NEW-HOME", undefined],
])("%s is a phone number", (typed, value, e164) => {
  expect(parsePhone(typed)).toEqual({ ok: true, value, shown: value, ...(e164 ? { e164 } : {}) });
  expect(parsePhone(value)).toMatchObject({ ok: true, value });
});

test("a stored phone number is read as people write it, and what is none as it is", () => {
  expect(["+1-916-555-0104", "9165550104", "+44 20 7946 0958", "front desk"].map(formatPhone)).toEqual([
    "(916) 555-0104",
    "(916) 555-0104",
    "+44 20 7946 0958",
    "front desk",
  ]);
});

test.each([
  ["", "Enter a phone number"],
  ["12", "too few digits"],
  ["555", "too few digits"],
  ["1234567890123456", "too many digits"],
  ["call me", "is not a phone number"],
  ["n/a", "is not a phone number"],
  ["ana@example.com", "is not a phone number"],
  ["805 555 0134 home", "is not a phone number"],
  ["805 555 0134 or 805 555 0135", "is not a phone number"],
  ["$450,000", "too few digits"],
])("%s is no phone number", (typed, said) => {
  expect(parsePhone(typed)).toMatchObject({ ok: false, problem: expect.stringContaining(said) });
});

test.each([
  ["ana@example.com", "ana@example.com"],
  [" Ana.Lee+homes@Example.COM ", "Ana.Lee+homes@Example.COM"],
  ["mailto:ana@example.com", "ana@example.com"],
  ["Ana Lee <ana@example.com>", "ana@example.com"],
  ["o'brien@sub.example.co.uk", "o'brien@sub.example.co.uk"],
  ["josé@exámple.es", "josé@exámple.es"],
  ["用户@例子.广告", "用户@例子.广告"],
])("%s is an e-mail address", (typed, value) => {
  expect(parseEmail(typed)).toEqual({ ok: true, value, shown: value });
});

test.each([
  ["", "Enter an e-mail address"],
  ["ana", "it has no @"],
  ["ana.example.com", "it has no @"],
  ["ana@example", "is not an e-mail address"],
  ["@example.com", "is not an e-mail address"],
  ["ana@", "is not an e-mail address"],
  ["ana@@example.com", "is not an e-mail address"],
  ["a na@example.com", "is not an e-mail address"],
  ["ana@exam ple.com", "is not an e-mail address"],
  ["ana@example,com", "is not an e-mail address"],
  ["ana@-example.com", "is not an e-mail address"],
  ["ana@example-.com", "is not an e-mail address"],
  ["ana@example..com", "is not an e-mail address"],
  [".ana@example.com", "is not an e-mail address"],
  ["ana.@example.com", "is not an e-mail address"],
  ["ana@example.com, bo@example.com", "is not an e-mail address"],
  [`${"a".repeat(250)}@example.com`, "is not an e-mail address"],
])("%s is no e-mail address", (typed, said) => {
  expect(parseEmail(typed)).toMatchObject({ ok: false, problem: expect.stringContaining(said) });
});

test("a text is clean, and a name can be read", () => {
  expect(parseText(" 12 Oak\u0007 Street \r\n")).toMatchObject({ ok: true, value: "12 Oak Street" });
  expect(parseText("a\r\nb", { multiLine: true })).toMatchObject({ ok: true, value: "a\nb" });
  expect(parseText("a\r\nb")).toMatchObject({ ok: true, value: "a b" });
  expect(parseText("\u202eevil")).toMatchObject({ ok: true, value: "evil" });
  for (const blank of [" ", "\u200b", "\u00a0\u2003", "\u0000"]) {
    expect(parseText(blank, { name: true })).toMatchObject({ ok: false });
  }
  expect(parseText("é".repeat(2_049))).toMatchObject({ ok: false, problem: expect.stringContaining("4,096") });
});

test("options are read by value or label", () => {
  const labels = { clear_to_close: "Clear to close" };
  const options = ["open", "clear_to_close"];
  expect(parseOption("Clear to Close", options, labels)).toEqual({
    ok: true,
    value: "clear_to_close",
    shown: "Clear to close",
  });
  expect(parseOption("clear_to_close", options, labels)).toMatchObject({ ok: true, value: "clear_to_close" });
  expect(parseOption("OPEN", options, labels)).toMatchObject({ ok: true, value: "open" });
  expect(parseOption("constructor", options, labels)).toEqual({
    ok: false,
    problem: "“constructor” is none of: open, Clear to close.",
  });
});

test("yes and no are read, nothing else", () => {
  for (const yes of ["yes", "Y", "true", "1"]) expect(parseBool(yes)).toMatchObject({ ok: true, value: true });
  for (const no of ["No", "n", "false", "0"]) expect(parseBool(no)).toMatchObject({ ok: true, value: false });
  for (const neither of ["", "maybe", "2"]) expect(parseBool(neither)).toMatchObject({ ok: false });
});
