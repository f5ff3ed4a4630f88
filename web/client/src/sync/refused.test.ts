import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as Automerge from "@automerge/automerge/slim";
import { beforeAll, expect, test } from "vitest";
import { withoutRefused, writtenBy } from "./refused";

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await Automerge.initializeWasm(readFileSync(wasm));
});

type Note = { id: string; body: string };
type Doc = { price?: number; day?: Automerge.ImmutableString; about?: string; notes?: Note[] };

const actor = "ab".repeat(16);
const head = (doc: Automerge.Doc<Doc>) => Automerge.getHeads(doc)[0] as string;

/** A document as the server has it, then each gesture as one change: [hash of each, the document]. */
function edited(...gestures: ((draft: Doc) => void)[]): [string[], Automerge.Doc<Doc>, Automerge.Doc<Doc>] {
  const base = Automerge.from<Doc>({ price: 1, about: "a house", notes: [{ id: "n1", body: "hello" }] });
  let doc = Automerge.clone(base);
  const hashes = gestures.map((gesture) => {
    doc = Automerge.change(doc, gesture);
    return head(doc);
  });
  return [hashes, doc, base];
}

test("what a change wrote is told by field, even if the document shows something else by now", () => {
  const [[typed], doc] = edited(
    (draft) => {
      draft.day = new Automerge.ImmutableString("tomorrow");
      draft.notes?.push({ id: "n2", body: "new" });
    },
    (draft) => {
      delete draft.day;
    },
  );
  expect(Object.entries(writtenBy(doc, typed as string)).map(([root, value]) => [root, String(value)])).toEqual([
    ["day", "tomorrow"],
    ["notes", "new"],
  ]);
  expect(writtenBy(doc, "00".repeat(32))).toEqual({});
});

test("a refused edit leaves the document, and what was written after it elsewhere stays", () => {
  const [[bad, second, third], doc, base] = edited(
    (draft) => {
      draft.day = new Automerge.ImmutableString("tomorrow");
    },
    (draft) => {
      draft.price = 2;
    },
    (draft) => {
      Automerge.updateText(draft, ["about"], "a big house");
      draft.notes?.push({ id: "n2", body: "new" });
      Automerge.updateText(draft, ["notes", 0, "body"], "hello!");
    },
  );
  const cleaned = withoutRefused(doc, new Set([bad as string, second as string, third as string]), actor);
  expect(cleaned?.dropped.sort()).toEqual([bad, second, third].sort());
  expect(cleaned?.offenders).toHaveLength(1);
  expect(cleaned?.offenders[0]?.hash).toBe(bad);
  expect(String(cleaned?.offenders[0]?.lost.day)).toBe("tomorrow");
  expect(Automerge.toJS(cleaned?.doc as Automerge.Doc<Doc>)).toEqual({
    price: 2,
    about: "a big house",
    notes: [
      { id: "n1", body: "hello!" },
      { id: "n2", body: "new" },
    ],
  });
  expect(cleaned?.replayed).toHaveLength(3);
  const [server] = Automerge.applyChanges(Automerge.clone(base), cleaned?.replayed.map(({ change }) => change) ?? []);
  expect(Automerge.getHeads(server)).toEqual(Automerge.getHeads(cleaned?.doc as Automerge.Doc<Doc>));
});

test("what was written after it into the refused field goes with it", () => {
  const [[bad, again], doc] = edited(
    (draft) => {
      draft.price = -1;
    },
    (draft) => {
      draft.price = -2;
    },
  );
  const cleaned = withoutRefused(doc, new Set([bad as string]), actor);
  expect(cleaned?.dropped).toEqual([bad, again]);
  expect(cleaned?.doc.price).toBe(1);
  expect(cleaned?.replayed).toEqual([]);
});

test("the words of a note that was refused, and of what was typed on, are told", () => {
  const [[bad], doc] = edited(
    (draft) => {
      draft.notes?.push({ id: new Automerge.ImmutableString("n2") as unknown as string, body: "" });
    },
    (draft) => {
      Automerge.updateText(draft, ["notes", 1, "body"], "Keys are under the mat.");
    },
  );
  const cleaned = withoutRefused(doc, new Set([bad as string]), actor);
  expect(cleaned?.offenders[0]?.lost).toEqual({ notes: "Keys are under the mat." });
  expect(cleaned?.doc.notes).toHaveLength(1);
});

test("of an entry or a map, what was typed is told and nothing around it", () => {
  type Cells = { splits: Record<string, unknown>[]; deposit: Record<string, unknown> };
  const base = Automerge.from<Cells>({ splits: [{ id: "a", payee: "Ana" }], deposit: { holder: "Title" } });
  const doc = Automerge.change(base, (draft) => {
    draft.splits.push({ id: "b", payee: new Automerge.ImmutableString("Ben"), pct: 250 });
    draft.deposit.amount = -500;
  });
  const cleaned = withoutRefused(doc, new Set(Automerge.getHeads(doc)), actor);
  expect(cleaned?.offenders[0]?.lost).toEqual({ splits: "Ben; 250", deposit: "-500" });
});

test("an edit beside the refused one is not touched", () => {
  const [[bad], doc, base] = edited((draft) => {
    draft.price = -1;
  });
  const beside = Automerge.change(Automerge.clone(base), (draft) => {
    draft.about = "a hut";
  });
  const both = Automerge.merge(doc, beside);
  const cleaned = withoutRefused(both, new Set([bad as string]), actor);
  expect(cleaned?.doc.about).toBe("a hut");
  expect(Automerge.getHeads(cleaned?.doc as Automerge.Doc<Doc>)).toEqual([head(beside)]);
});

test("a document that has none of them is left alone", () => {
  const [, doc] = edited();
  expect(withoutRefused(doc, new Set(["00"]), actor)).toBeUndefined();
});
