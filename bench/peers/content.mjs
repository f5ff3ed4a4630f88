// Writes random histories of several stock Automerge authors, one JSON object a line: the changes in causal order
// (base64), the document's content, and every conflict by JSON Pointer (winner first), as stock Automerge reads them.
//
//	node content.mjs FIRST COUNT

import * as Automerge from "@automerge/automerge"
import { cannotShow, generator, isMap, open, plain, wander } from "./edits.mjs"

const [first, count] = process.argv.slice(2).map(Number)

const descending = (a, b) => {
  const [ca, aa] = a.split("@"), [cb, ab] = b.split("@")
  return Number(cb) - Number(ca) || (aa < ab ? 1 : -1)
}

function conflicts(object, pointer, found) {
  const names = Array.isArray(object) ? [...object.keys()] : Object.keys(object)
  for (const name of names) {
    const at = `${pointer}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`
    const all = Automerge.getConflicts(object, name)
    if (all) found[at] = Object.keys(all).sort(descending).map((op) => ({ op, value: plain(all[op]) }))
    if (isMap(object[name]) || Array.isArray(object[name])) conflicts(object[name], at, found)
  }
  return found
}

function history(seed) {
  const pick = generator(seed)
  const docs = open(pick, 2 + pick(3))
  wander(docs, pick, 6 + pick(14))
  const all = docs.slice(1).reduce((a, b) => Automerge.merge(a, b), docs[0])
  return {
    seed,
    changes: Automerge.getAllChanges(all).map((c) => Buffer.from(c).toString("base64")),
    content: plain(Automerge.toJS(all)),
    conflicts: conflicts(all, "", {}),
  }
}

for (let seed = first; seed < first + count; seed++) {
  let line
  try {
    line = JSON.stringify(history(seed))
  } catch (thrown) {
    if (!cannotShow(thrown)) throw thrown
    continue
  }
  process.stdout.write(line + "\n")
}
