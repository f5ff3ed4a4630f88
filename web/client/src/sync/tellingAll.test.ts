import * as Automerge from "@automerge/automerge";
import { Repo } from "@automerge/automerge-repo";
import { expect, test } from "vitest";
import { tellingAll } from "./tellingAll";

type Doc = { price: number };

test("a handle tells of a change that keeps what is shown, once", async () => {
  const begun = Automerge.from<Doc>({ price: 1 }, "aa".repeat(16));
  const theirs = Automerge.change(Automerge.clone(begun, "bb".repeat(16)), (doc) => {
    doc.price = 420;
  });
  const both = Automerge.merge(
    Automerge.change(begun, (doc) => {
      doc.price = 410;
    }),
    theirs,
  );
  const handle = tellingAll(tellingAll(new Repo({}).import<Doc>(Automerge.save(both))));
  await handle.whenReady();
  await Promise.resolve();
  const patches: number[] = [];
  handle.on("change", (event) => void patches.push(event.patches.length));

  handle.change((doc) => {
    doc.price = 420; // which is shown already
  });
  await Promise.resolve();
  expect(Automerge.getConflicts(handle.doc(), "price")).toBeUndefined();
  expect(patches).toEqual([0]);

  handle.change((doc) => {
    doc.price = 430;
  });
  await Promise.resolve();
  expect(patches).toEqual([0, 1]);
});
