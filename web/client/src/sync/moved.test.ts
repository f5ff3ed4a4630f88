import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as Automerge from "@automerge/automerge/slim";
import { beforeAll, expect, test } from "vitest";
import { carriedOver } from "./moved";

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await Automerge.initializeWasm(readFileSync(wasm));
});

type Doc = { price?: number; city?: string; about?: string; notes?: { id: string; body: string }[] };

const actor = "ab".repeat(16);
const content = (): Doc => ({ price: 1, city: "Davis", about: "a house", notes: [{ id: "n1", body: "hello" }] });

/** The new document as the server makes it, in two changes. */
function renewed(): Automerge.Doc<Doc> {
  const options = { message: "renewed from x" };
  const { notes, ...first } = content();
  const doc = Automerge.change(Automerge.init<Doc>(), options, (draft) => Object.assign(draft, first));
  return Automerge.change(doc, options, (draft) => Object.assign(draft, { notes }));
}

test("unsent edits are written again and merge with what others wrote in the new document", () => {
  const unsent = new Set<string>();
  let old = Automerge.from<Doc>(content());
  for (const gesture of [
    (draft: Doc) => Automerge.updateText(draft, ["about"], "a big house"),
    (draft: Doc) => Automerge.updateText(draft, ["about"], "a very big house"),
    (draft: Doc) => void draft.notes?.push({ id: "n2", body: "mine" }),
  ]) {
    old = Automerge.change(old, gesture);
    unsent.add(Automerge.getHeads(old)[0] as string);
  }
  const fresh = Automerge.change(renewed(), (draft) => {
    draft.city = "Galt";
    Automerge.updateText(draft, ["about"], "a house by the lake");
    draft.notes?.push({ id: "n3", body: "theirs" });
  });
  const carried = carriedOver(old, unsent, fresh, actor);
  const doc = Automerge.toJS(carried?.doc as Automerge.Doc<Doc>);
  expect(doc.about).toBe("a very big house by the lake");
  expect(doc.city).toBe("Galt");
  expect(doc.notes?.map(({ id }) => id).sort()).toEqual(["n1", "n2", "n3"]);
  const [server] = Automerge.applyChanges(fresh, [carried?.change as Uint8Array]);
  expect(Automerge.toJS(server)).toEqual(doc);
  expect(Automerge.getHeads(server)).toContain(carried?.hash);
});

test("nothing is written where nothing is unsent", () => {
  expect(carriedOver(Automerge.from<Doc>(content()), new Set(["00"]), renewed(), actor)).toBeUndefined();
});
