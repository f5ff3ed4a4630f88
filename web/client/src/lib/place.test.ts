import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as Automerge from "@automerge/automerge/slim";
import { beforeAll, expect, test } from "vitest";
import { addEntry, addValue, holderOf, type Place, removeEntry, removeValue, valueAt, write, writeText } from "./place";

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await Automerge.initializeWasm(readFileSync(wasm));
});

type Doc = Record<string, unknown>;
const id = (text: string) => new Automerge.ImmutableString(text);

function aDoc(): Automerge.Doc<Doc> {
  return Automerge.from<Doc>({
    tags: [id("vip")],
    contingencies: [
      { id: id("a"), status: id("active") },
      { id: id("b"), status: id("active") },
    ],
    commission: { splits: [] },
  });
}

/** What a document holds, without Automerge's own kinds of strings. */
const plain = (doc: unknown) => JSON.parse(JSON.stringify(doc));

/** The document after two people have edited it at once. */
function both(doc: Automerge.Doc<Doc>, one: (draft: Doc) => void, two: (draft: Doc) => void): Automerge.Doc<Doc> {
  const theirs = Automerge.change(Automerge.clone(doc), two);
  return Automerge.merge(Automerge.change(Automerge.clone(doc), one), theirs);
}

/** How many operations a gesture makes. */
function operations(doc: Automerge.Doc<Doc>, gesture: (draft: Doc) => void): number {
  const after = Automerge.change(Automerge.clone(doc), gesture);
  return Automerge.decodeChange(Automerge.getLastLocalChange(after) as Uint8Array).ops.length;
}

test("two people who each add an entry keep both", () => {
  const doc = both(
    aDoc(),
    (draft) => addEntry(draft, ["contingencies"], "c"),
    (draft) => addEntry(draft, ["contingencies"], "d"),
  );
  expect((doc.contingencies as unknown[]).map((entry) => plain(entry).id).sort()).toEqual(["a", "b", "c", "d"]);
});

test("an entry's cell is found by its id, wherever others have moved it", () => {
  const doc = both(
    aDoc(),
    (draft) => removeEntry(draft, ["contingencies"], "a"),
    (draft) => write(draft, ["contingencies", "b", "status"], "waived"),
  );
  expect(plain(doc).contingencies).toEqual([{ id: "b", status: "waived" }]);
  expect(String(valueAt(doc, ["contingencies", "b", "status"]))).toBe("waived");
  expect(valueAt(doc, ["contingencies", "a", "status"])).toBeUndefined();
});

test("two people who set one cell at once leave a conflict that can be seen", () => {
  const place: Place = ["contingencies", "a", "status"];
  const doc = both(
    aDoc(),
    (draft) => write(draft, place, "waived"),
    (draft) => write(draft, place, "failed"),
  );
  const values = Automerge.getConflicts(holderOf(doc, place) as Doc, "status") ?? {};
  expect(Object.values(values).map(String).sort()).toEqual(["failed", "waived"]);
});

test.each<[string, number, (draft: Doc) => void]>([
  ["a cell", 1, (draft) => write(draft, ["contingencies", "b", "status"], "waived")],
  ["a cell that is cleared", 1, (draft) => write(draft, ["contingencies", "b", "status"], undefined)],
  ["an entry", 2, (draft) => addEntry(draft, ["commission", "splits"], "x")],
  ["an entry that is removed", 1, (draft) => removeEntry(draft, ["contingencies"], "b")],
  ["a tag", 1, (draft) => addValue(draft, ["tags"], "cash")],
  ["a tag that is removed", 1, (draft) => removeValue(draft, ["tags"], "vip")],
])("%s is written by %i operations", (_, count, gesture) => {
  expect(operations(aDoc(), gesture)).toBe(count);
});

test("a tag is there once for whoever adds it, and goes wherever it came from", () => {
  const add = (draft: Doc) => addValue(draft, ["tags"], "cash");
  let doc = both(aDoc(), add, add);
  doc = Automerge.change(doc, add);
  expect(plain(doc).tags).toEqual(["vip", "cash", "cash"]);
  doc = Automerge.change(doc, (draft) => removeValue(draft, ["tags"], "cash"));
  expect(plain(doc).tags).toEqual(["vip"]);
});

test("what another client's document lacks is made; what was removed meanwhile is not", () => {
  const doc = Automerge.change(Automerge.from<Doc>({ contingencies: [] }), (draft) => {
    write(draft, ["earnestMoneyDeposit", "amount"], 100);
    addEntry(draft, ["commission", "splits"], "x");
    addValue(draft, ["tags"], "vip");
    write(draft, ["contingencies", "gone", "status"], "waived");
    removeEntry(draft, ["contingencies"], "gone");
  });
  expect(plain(doc)).toEqual({
    contingencies: [],
    earnestMoneyDeposit: { amount: 100 },
    commission: { splits: [{ id: "x" }] },
    tags: ["vip"],
  });
});

test("texts merge by character, within an entry too", () => {
  const base = Automerge.from<Doc>({ rooms: [{ id: id("a") }, { id: id("b"), about: "a room" }] });
  const place: Place = ["rooms", "b", "about"];
  const doc = both(
    base,
    (draft) => writeText(draft, place, "a big room"),
    (draft) => writeText(draft, place, "a room!"),
  );
  expect(valueAt(doc, place)).toBe("a big room!");
  const made = Automerge.change(doc, (draft) => writeText(draft, ["rooms", "a", "about"], "new"));
  expect(valueAt(made, ["rooms", "a", "about"])).toBe("new");
});
