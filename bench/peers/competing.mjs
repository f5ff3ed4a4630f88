// Two stock Automerge authors start from the same document (changes as a JSON array of base64 on stdin, may be empty) and
// each add a first note, a tag, a deposit and remarks, without having heard of each other. Writes the changes of both, in
// causal order, in the same form.
//
//	node competing.mjs USER1 USER2

import * as Automerge from "@automerge/automerge"
import { readChanges, writeChanges } from "./changes.mjs"

const users = process.argv.slice(2)
const [start] = Automerge.applyChanges(Automerge.init({ actor: "00ff" }), await readChanges())

const docs = users.map((author, i) =>
  Automerge.change(Automerge.clone(start, { actor: `a${i}`.repeat(16) }), { time: 1700000000 + i }, (doc) => {
    const n = i + 1
    doc.notes = [{ id: `note-${n}`, author, body: `body ${n} 👍🏽`, at: new Date(1700000000000), mentions: [author] }]
    doc.tags = ["both", `tag ${n}`]
    doc.earnestMoneyDeposit = i === 0 ? { amount: 100, holder: "first" } : { amount: 200, dueDate: "2026-01-02" }
    doc.parties = [{ id: "same", role: "agent" }, { id: "differs", role: `role ${n}` }]
  }))
writeChanges(Automerge.getAllChanges(docs.reduce((a, b) => Automerge.merge(a, b))))
