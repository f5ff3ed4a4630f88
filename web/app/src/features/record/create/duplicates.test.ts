import type { Row } from "@roomkey/client";
import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { inCommon, likelyDuplicates } from "./duplicates";

const row = (id: string, type: string, fields: Record<string, unknown>) => ({ id, type, fields }) as unknown as Row;
const ids = (rows: Row[]) => rows.map(({ id }) => id);

test("people are known by their e-mails in any case and their phones in any form", () => {
  const type = typeNamed("lead");
  const rows = [
    row("a", "lead", { email: "Ann@Example.com" }),
    row("b", "lead", { phone: "+1 (916) 555-0142" }),
    row("c", "lead", { phone: "916-555-0143" }),
    row("d", "client", { email: "ann@example.com" }),
  ];
  expect(ids(likelyDuplicates(type, { email: "ann@example.com", phone: "9165550142" }, rows))).toEqual(["a", "b"]);
  expect(ids(likelyDuplicates(type, { email: "ann@example.com" }, rows, "a"))).toEqual([]);
  expect(likelyDuplicates(type, { email: "", phone: "5" }, rows)).toEqual([]);
});

test("clients are known by any of their phones, listings by number or address", () => {
  const client = row("a", "client", { TEL: [{ id: "1", number: "916 555 0199" }], Email: ["x@example.com"] });
  expect(ids(likelyDuplicates(typeNamed("client"), { TEL: [{ number: "(916) 555-0199" }] }, [client]))).toEqual(["a"]);
  const listing = row("l", "listing", { ListingId: "226041877", UnparsedAddress: "418 Sorrel Court" });
  expect(ids(likelyDuplicates(typeNamed("listing"), { UnparsedAddress: "418 sorrel  court," }, [listing]))).toEqual([
    "l",
  ]);
});

test("it is told what two records have in common", () => {
  expect(inCommon("lead", { phone: "9165550142" }, { phone: "+1 (916) 555-0142", email: "b@example.com" })).toBe(
    "same phone",
  );
  expect(inCommon("client", { Email: ["A@example.com"] }, { Email: ["a@example.com"] })).toBe("same email");
  expect(inCommon("lead", { phone: "9165550142" }, { phone: "9165550143" })).toBe("");
});
