// Random histories of stock Automerge authors, one of whom syncs with a test. Requests come on standard input and answers
// go to standard output, a line of JSON each, one for one.
//
//	{"seed":7,"do":"open"}                            authors with a history, or an empty document
//	{"seed":7,"do":"edit","steps":3}                  they go on
//	{"seed":7,"do":"connect","forget":true}           a new connection; forget: what both hold is forgotten too
//	{"seed":7,"do":"receive","messages":["…"]}
//	{"seed":7,"do":"close"}                           what the document is: heads, content and the saved chunk
//
// Answers have the messages (base64) that are to be sent then. {"hidden":true} says that stock Automerge can't show this
// history (see cannotShow); {"error":"…"} that it failed.

import * as Automerge from "@automerge/automerge"
import { cannotShow, generator, open, plain, wander } from "./edits.mjs"

const worlds = new Map() // by seed: { pick, docs, state }; docs[0] is the one that syncs

const base64 = (bytes) => Buffer.from(bytes).toString("base64")

/** What is to be sent now. */
function messages(world) {
  const [state, message] = Automerge.generateSyncMessage(world.docs[0], world.state)
  world.state = state
  return message ? [base64(message)] : []
}

/** Has the authors write; most of what they wrote reaches the one that syncs. */
function write(world, steps) {
  const { docs, pick } = world
  wander(docs, pick, steps)
  for (let i = 1; i < docs.length; i++) if (pick(4) > 0) docs[0] = Automerge.merge(docs[0], docs[i])
}

const acts = {
  open(world, { seed }) {
    const pick = generator(seed)
    world = { pick, docs: open(pick, 1 + pick(4)), state: Automerge.initSyncState() }
    worlds.set(seed, world)
    if (pick(8) > 0) write(world, pick(25) === 0 ? 40 + pick(60) : 4 + pick(12))
    return {}
  },
  edit(world, { steps }) {
    write(world, steps)
    return { messages: messages(world) }
  },
  connect(world, { forget }) {
    world.state = forget ? Automerge.initSyncState() : Automerge.decodeSyncState(Automerge.encodeSyncState(world.state))
    return { messages: messages(world) }
  },
  receive(world, request) {
    const out = []
    for (const message of request.messages) {
      const [doc, state] = Automerge.receiveSyncMessage(world.docs[0], world.state, Buffer.from(message, "base64"))
      world.docs[0] = doc
      world.state = state
      out.push(...messages(world))
    }
    return { messages: out }
  },
  close(world, { seed }) {
    const doc = world.docs[0]
    const answer = { heads: Automerge.getHeads(doc), content: plain(Automerge.toJS(doc)), saved: base64(Automerge.save(doc)) }
    release(seed)
    return answer
  },
}

function release(seed) {
  for (const doc of worlds.get(seed)?.docs ?? []) Automerge.free(doc)
  worlds.delete(seed)
}

function work(request) {
  try {
    return acts[request.do](worlds.get(request.seed), request)
  } catch (thrown) {
    worlds.delete(request.seed)
    return cannotShow(thrown) ? { hidden: true } : { error: String(thrown?.stack ?? thrown) }
  }
}

// Requests that have come together are answered together: one read and one write for each takes a fifth of the time
// that all of them take.
let begun = ""
for await (const chunk of process.stdin.setEncoding("utf8")) {
  const lines = (begun + chunk).split("\n")
  begun = lines.pop()
  const answers = lines.map((line) => JSON.stringify(work(JSON.parse(line))) + "\n")
  if (answers.length > 0) process.stdout.write(answers.join(""))
}
