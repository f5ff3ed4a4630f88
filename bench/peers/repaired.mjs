// Receives changes in groups and writes, for each history, what stock Automerge makes of them. Every line on stdin is a
// history: a JSON array of groups, each an array of changes in base64 that arrive together. Every line on stdout is
// {content, heads, stale, marks, broken}: stale counts the groups after which the document that is shown differs from the
// one that is loaded after saving, marks counts the marks of root texts at the end, broken is the first group after which
// the saved document can't be loaded, or -1.
//
//	node repaired.mjs

import * as Automerge from "@automerge/automerge"
import { createInterface } from "node:readline"

const shown = (doc) => JSON.stringify(Automerge.toJS(doc))

for await (const line of createInterface({ input: process.stdin })) {
  let doc = Automerge.init(), stale = 0
  let broken = -1, index = -1
  for (const group of JSON.parse(line)) {
    index++
    const changes = group.map((change) => new Uint8Array(Buffer.from(change, "base64")))
    const result = Automerge.applyChanges(doc, changes)
    doc = result[0]
    try {
      if (shown(doc) !== shown(Automerge.load(Automerge.save(doc)))) stale++
    } catch {
      broken = index
      break
    }
  }
  let marks = 0
  for (const [key, value] of Object.entries(doc)) {
    if (typeof value === "string") marks += Automerge.marks(doc, [key]).length
  }
  const answer = { content: Automerge.toJS(doc), heads: Automerge.getHeads(doc).sort(), stale, marks, broken }
  process.stdout.write(JSON.stringify(answer) + "\n")
}
