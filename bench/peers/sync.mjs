// Stock Automerge documents that speak the sync protocol with a test: requests come on standard input, answers go to
// standard output, one for one.
//
//   request: length u32 · op u8 · document u32 · seed u32 · payload       (all little-endian)
//   answer:  length u32 · 0 and the result, or 1 and the error's text
//
// Everything is decided by the request's seed, so that a history can be repeated.
import * as A from "@automerge/automerge"

const docs = new Map() // number -> { doc, state, saved, actors }

function random(seed) {
  let a = seed >>> 0
  return n => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
}

function actor(id, entry) {
  entry.actors++
  return id.toString(16).padStart(8, "0") + entry.actors.toString(16).padStart(8, "0") + "a5".repeat(8)
}

function editOnce(doc, pick) {
  return A.change(doc, { time: pick(1000) }, d => {
    switch (pick(7)) {
      case 0:
        d[`k${pick(4)}`] = pick(1000)
        break
      case 1:
        d[`s${pick(3)}`] = "text ".repeat(pick(60)) // long enough, at times, for a deflated change
        break
      case 2:
        if (!d.list) d.list = []
        d.list.splice(pick(d.list.length + 1), pick(2), pick(100), { in: pick(9) })
        break
      case 3:
        if (d.note === undefined) d.note = ""
        A.splice(d, ["note"], pick(d.note.length + 1), 0, "héllo"[pick(5)])
        break
      case 4:
        if (!d.map) d.map = {}
        d.map[`m${pick(3)}`] = pick(2) === 0
        break
      case 5:
        delete d[`k${pick(4)}`]
        break
      default:
        if (!d.count) d.count = new A.Counter(0)
        d.count.increment(pick(5))
    }
  })
}

const hashes = list => Buffer.from(list.join(""), "hex")

const operations = {
  // open: an empty document, and nothing known of the peer
  1(id) {
    const entry = { actors: 0, state: A.initSyncState() }
    entry.doc = A.init({ actor: actor(id, entry) })
    entry.saved = A.save(entry.doc)
    docs.set(id, entry)
  },
  // edit: payload[0] changes, some of them concurrent
  2(id, seed, payload) {
    const entry = docs.get(id), pick = random(seed)
    for (let n = payload[0]; n > 0; n--) {
      if (pick(8) === 0) {
        const other = editOnce(A.clone(entry.doc, { actor: actor(id, entry) }), pick)
        entry.doc = A.merge(editOnce(entry.doc, pick), other)
      } else entry.doc = editOnce(entry.doc, pick)
    }
    return hashes(A.getHeads(entry.doc))
  },
  // connect: a new connection, as automerge-repo does it; payload[0] = 1 where even the shared heads are forgotten
  3(id, seed, payload) {
    const entry = docs.get(id)
    entry.state = payload[0] === 1 ? A.initSyncState() : A.decodeSyncState(A.encodeSyncState(entry.state))
  },
  // generate: a message, or nothing
  4(id) {
    const entry = docs.get(id)
    const [state, message] = A.generateSyncMessage(entry.doc, entry.state)
    entry.state = state
    return message
  },
  // receive
  5(id, seed, payload) {
    const entry = docs.get(id)
    ;[entry.doc, entry.state] = A.receiveSyncMessage(entry.doc, entry.state, payload)
  },
  // heads
  6: id => hashes(A.getHeads(docs.get(id).doc)),
  // save, to be brought back later
  7(id) {
    const entry = docs.get(id)
    entry.saved = A.save(entry.doc)
  },
  // load what was saved last: everything since is lost
  8(id) {
    const entry = docs.get(id)
    entry.doc = A.load(entry.saved, { actor: actor(id, entry) })
  },
  // lose everything
  9(id) {
    const entry = docs.get(id)
    entry.doc = A.init({ actor: actor(id, entry) })
  },
  // forget the document
  10: id => void docs.delete(id),
  // pack: the chunks of payload as one document chunk
  11: (id, seed, payload) => A.save(A.loadIncremental(A.init(), payload)),
  // holds: whether the changes of payload are all there
  12(id, seed, payload) {
    const backend = A.getBackend(docs.get(id).doc)
    for (let at = 0; at < payload.length; at += 32) {
      if (!backend.getChangeByHash(Buffer.from(payload.subarray(at, at + 32)).toString("hex"))) return new Uint8Array([0])
    }
    return new Uint8Array([1])
  },
}

function answer(status, body) {
  body = body ?? new Uint8Array()
  const out = Buffer.alloc(5 + body.length)
  out.writeUInt32LE(1 + body.length, 0)
  out[4] = status
  out.set(body, 5)
  process.stdout.write(out)
}

let pending = Buffer.alloc(0)
process.stdin.on("data", data => {
  pending = pending.length > 0 ? Buffer.concat([pending, data]) : data
  while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32LE(0)) {
    const end = 4 + pending.readUInt32LE(0)
    try {
      const operation = operations[pending[4]]
      answer(0, operation(pending.readUInt32LE(5), pending.readUInt32LE(9), new Uint8Array(pending.subarray(13, end))))
    } catch (err) {
      answer(1, Buffer.from(String(err?.stack ?? err)))
    }
    pending = pending.subarray(end)
  }
})
