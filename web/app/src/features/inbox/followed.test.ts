import { expect, test } from "vitest";
import { typeNamed } from "../../trade/testSchema";
import { followedIn } from "./followed";

const escrow = typeNamed("escrow");
const updated = (...pointers: string[]) =>
  followedIn(
    { name: "escrow:updated", data: { changes: Object.fromEntries(pointers.map((one) => [one, [1, 2]])) } },
    escrow,
  );

test("what changed in a followed record is said by its fields, each once", () => {
  expect(updated("/purchasePrice")).toBe("changed Purchase price of");
  expect(updated("/purchasePrice", "/private/loanAmount")).toBe("changed Purchase price and Loan amount of");
  expect(updated("/checklist/0/status", "/checklist/1/status")).toBe("changed Checklist of");
  expect(updated("/side", "/status", "/financing")).toBe("changed 3 fields of");
  expect(updated("/notes/0/body")).toBe("wrote a note on");
  expect(updated("/unknown")).toBe("changed a field of");
});

test("other events are told, or say nothing", () => {
  expect(followedIn({ name: "escrow:archived", data: {} }, escrow)).toBe("archived");
  expect(followedIn({ name: "user:viewing:escrow", data: {} }, escrow)).toBeUndefined();
  expect(updated()).toBeUndefined();
});
