// Reads changes (a JSON array of base64 on stdin) and writes what stock Automerge makes of them: its content, its heads
// after saving and loading, and the hash of every change.
//
//	node show.mjs

import * as Automerge from "@automerge/automerge"
import { readChanges } from "./changes.mjs"

const changes = await readChanges()
const [doc] = Automerge.applyChanges(Automerge.init(), changes)
const loaded = Automerge.load(Automerge.save(doc))
process.stdout.write(JSON.stringify({
  content: Automerge.toJS(loaded),
  heads: Automerge.getHeads(loaded),
  hashes: Automerge.getAllChanges(loaded).map((change) => Automerge.decodeChange(change).hash),
}))
