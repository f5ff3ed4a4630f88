import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as Automerge from "@automerge/automerge/slim";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { Carets } from "./carets";

beforeAll(() => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  return Automerge.initializeWasm(readFileSync(wasm));
});
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function text(words: string) {
  let doc: Automerge.Doc<Record<string, unknown>> = Automerge.from<Record<string, unknown>>({ briefing: words });
  const sent: unknown[] = [];
  return {
    sent,
    doc: () => doc,
    broadcast: (message: unknown) => void sent.push(message),
    change: (at: number, insert: string) => {
      doc = Automerge.change(doc, (draft) => Automerge.splice(draft, ["briefing"], at, 0, insert));
    },
  };
}

test("a caret stays at its letter when others write before it", () => {
  const document = text("one two");
  const carets = new Carets(document, "briefing");
  carets.tell({ start: 4, end: 7 });
  carets.receive("tom", document.sent[0]);
  expect(carets.others.get()).toEqual([{ peer: "tom", start: 4, end: 7 }]);
  document.change(0, "zero ");
  carets.moved();
  expect(carets.others.get()).toEqual([{ peer: "tom", start: 9, end: 12 }]);
  carets.stop();
});

test("ten a second are told at most, the last one always, and one that stays is told again", () => {
  const document = text("one two");
  const carets = new Carets(document, "briefing");
  for (let at = 0; at < 7; at++) carets.tell({ start: at, end: at });
  expect(document.sent).toHaveLength(1);
  vi.advanceTimersByTime(100);
  expect(document.sent).toHaveLength(2);
  carets.receive("me", document.sent[1]);
  expect(carets.others.get()).toEqual([{ peer: "me", start: 6, end: 6 }]);
  vi.advanceTimersByTime(10_000);
  expect(document.sent).toHaveLength(3);
  carets.stop();
});

test("a caret of who has left goes, and one of who is gone expires", () => {
  const document = text("one two");
  const carets = new Carets(document, "briefing");
  carets.tell({ start: 2, end: 2 });
  carets.receive("tom", document.sent[0]);
  carets.receive("eve", document.sent[0]);
  carets.receive("eve", { type: "caret", field: "briefing" });
  expect(carets.others.get().map(({ peer }) => peer)).toEqual(["tom"]);
  vi.advanceTimersByTime(20_001);
  expect(carets.others.get()).toEqual([]);
  carets.stop();
});

test.each([null, "x", 7, {}, { type: "caret" }, { type: "caret", field: "briefing", start: "nonsense", end: "x" }])(
  "%j is no caret",
  (message) => {
    const carets = new Carets(text("one"), "briefing");
    carets.receive("tom", message);
    expect(carets.others.get()).toEqual([]);
    carets.stop();
  },
);
