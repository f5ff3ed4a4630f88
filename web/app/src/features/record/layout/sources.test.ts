import type { Row } from "@roomkey/client";
import { expect, test } from "vitest";
import { knownSources } from "./sources";

const row = (type: string, fields: Record<string, unknown>) => ({ type, fields }) as unknown as Row;

test("sources in use come first, by how often, however they are written; then the usual ones", () => {
  const rows = [
    row("lead", { source: "Billboard" }),
    row("lead", { source: "zillow" }),
    row("client", { LeadSource: "Zillow " }),
    row("lead", { source: "" }),
    row("escrow", { source: "Nothing of that kind" }),
  ];
  const known = knownSources(rows);
  expect(known.slice(0, 3)).toEqual(["zillow", "Billboard", "Referral"]);
  expect(known.filter((said) => /zillow/i.test(said))).toHaveLength(1);
});
