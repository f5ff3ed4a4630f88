import type { Draft } from "@roomkey/client";
import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { leftDrafts } from "./leftDrafts";

const at = (pointer: string) => ({ pointer, typed: "mine" }) as Draft;

test("drafts of notes and items that are gone are told from those whose place is there", () => {
  const doc = { notes: [{ id: "n", body: "…" }], parties: [{ id: "p" }], purchasePrice: 1 };
  const there = ["/notes/-", "/notes/n/body", "/parties/p/name", "/purchasePrice", "/closeOfEscrowDate", "/tags"];
  const gone = ["/notes/m/body", "/parties/q/name", "/checklist/c/label"];
  const left = leftDrafts(typeNamed("escrow"), doc, [...there, ...gone].map(at));
  expect(left.map(({ pointer }) => pointer)).toEqual(gone);
  expect(leftDrafts(typeNamed("escrow"), doc, [at("/private/commission/splits/s/amount")])).toHaveLength(1);
  expect(leftDrafts(typeNamed("escrow"), doc, [at("/private/commission/gross")])).toEqual([]);
});
