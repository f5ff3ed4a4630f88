import { expect, test } from "vitest";
import { parseSearch, stringifySearch } from "./search";

test("an address keeps texts as they are, and its filters readable", () => {
  const search = { q: "95621", filter: "status:any:open,contingent;tags:any:a%2Cb & c+d=e", group: "" };
  const text = stringifySearch({ ...search, view: undefined });
  expect(text).toBe("?q=95621&filter=status:any:open,contingent;tags:any:a%252Cb+%26+c%2Bd%3De&group=");
  expect(parseSearch(text)).toEqual(search);
  expect(stringifySearch({})).toBe("");
  expect(parseSearch("?%E0%A4%A&q=%zz&=&a")).toBeTypeOf("object");
});
