import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { vectors } from "../vectors";
import { emailKey, phoneKey } from "./contact";
import { compatible, hasName, type PersonName } from "./name";
import { nicknames } from "./nicknames";

type Pair = [first: string, last: string];
const named = ([first, last]: Pair): PersonName => ({ first, last });

test.each(vectors<{ kind: string; a: Pair; b: Pair; same: boolean }>("names"))("$kind: $a and $b", ({ a, b, same }) => {
  expect(compatible(named(a), named(b))).toBe(same);
  expect(compatible(named(b), named(a))).toBe(same);
});

test.each(vectors<{ kind: string; a: string; b: string; same: boolean }>("contacts"))(
  "$kind: $a and $b",
  ({ kind, a, b, same }) => {
    const key = kind === "email" ? emailKey : phoneKey;
    expect(key(a) !== "" && key(a) === key(b), `${key(a)} and ${key(b)}`).toBe(same);
  },
);

test("the nicknames are the server's", () => {
  const file = new URL("../../../../plugins/bundled/identity/nicknames.json", import.meta.url);
  expect(nicknames).toEqual(JSON.parse(readFileSync(file, "utf8")));
});

test("a title alone is no name", () => {
  expect([hasName({ first: "Dr.", last: "" }), hasName({ first: "", last: "李" })]).toEqual([false, true]);
});
