import { expect, test } from "vitest";
import { revokedWords } from "./revoked";

test("who loses a personal token is not said to be signed out", () => {
  expect(revokedWords({ session: "s1" }, "Ana")).toBe("Ana is signed out.");
  expect(revokedWords({ session: null }, "Ana")).toBe("Ana's personal token is revoked.");
});
