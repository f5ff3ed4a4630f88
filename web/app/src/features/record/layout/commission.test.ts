import { expect, test } from "vitest";
import { commissionOf } from "./commission";

test("the commission of a side, with referral, splits and fees", () => {
  const splits = [
    { payee: "Ana", pct: 70 },
    { payee: "Team", pct: 20 },
    { payee: "Broker", pct: 10 },
  ];
  const fees = [{ label: "Coordination", amount: 39_500 }];
  expect(commissionOf(61_500_000, { grossPct: 2.5, splits, fees })).toMatchObject({
    gci: 1_537_500,
    referral: 0,
    splitPct: 100,
    net: -39_500,
  });
  const some = commissionOf(61_500_000, { grossPct: 5, sidePct: 50, referralPct: 25, splits: [splits[1]], fees });
  expect(some).toMatchObject({ gci: 1_537_500, sidePct: 2.5, referral: 384_375 });
  expect(some?.splits[0]).toEqual({ payee: "Team", pct: 20, amount: 230_625 });
  expect(some?.net).toBe(1_537_500 - 384_375 - 230_625 - 39_500);
});

test("without a price or a percentage nothing is known", () => {
  expect(commissionOf(undefined, { grossPct: 3 })).toBeUndefined();
  expect(commissionOf(100, undefined)).toBeUndefined();
  expect(commissionOf(100, { sidePct: 50 })).toBeUndefined();
  expect(commissionOf(50_000_000, { grossPct: 5, sidePct: 2.5 })).toMatchObject({ gci: 1_250_000, sidePct: 2.5 });
  expect(commissionOf(50_000_000, { grossPct: 5 })).toMatchObject({ gci: 2_500_000, sidePct: 5 });
  expect(commissionOf(0, { grossPct: 3 })).toMatchObject({ gci: 0, net: 0 });
});
