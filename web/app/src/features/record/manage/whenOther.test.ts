import { Observable, type Row } from "@roomkey/client";
import { expect, test } from "vitest";
import { whenOther } from "./whenOther";

const row = (id: string) => ({ id, fields: {} }) as Row;

test("rows are looked at again once one of them changes or goes, and not for others", () => {
  const [a, b, c] = [row("a"), row("b"), row("c")];
  const all = new Observable<ReadonlyMap<string, Row>>(new Map([a, b, c].map((one) => [one.id, one])));
  let times = 0;
  const follow = (rows: Row[]) => whenOther(all, rows, () => times++);
  const put = (rows: Row[]) => all.set(new Map(rows.map((one) => [one.id, one])));
  const stop = follow([a, b]);
  put([a, b, row("c"), row("d")]);
  expect(times).toBe(0);
  put([a, row("b")]); // renamed, archived
  expect(times).toBe(1);
  put([row("a")]);
  expect(times).toBe(1);
  stop();
  follow([a])(); // it changed before it was followed
  expect(times).toBe(2);
  const kept = all.get().get("a") as Row;
  const end = follow([kept]);
  put([]); // deleted
  expect(times).toBe(3);
  end();
});
