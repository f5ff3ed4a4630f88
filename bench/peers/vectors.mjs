// Writes histories made by stock Automerge, with what its own decoder says of every change, for the tests of package crdt:
//
//   node vectors.mjs FOLDER
//
// One JSON file per history: {name, heads, document, changes: [{chunk, decoded, deflated?}]}, binary as base64. The output
// is the same every time: actors are fixed and changes carry a fixed time.
import * as A from "@automerge/automerge"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { deflateRawSync } from "node:zlib"

const folder = process.argv[2]
const actor = n => n.toString(16).padStart(2, "0").repeat(16)
const base64 = bytes => Buffer.from(bytes).toString("base64")

let clock = 1_700_000_000
const change = (doc, message, edit) => A.change(doc, { message, time: clock++ }, edit)
const start = n => A.init({ actor: actor(n) })
const fork = (doc, n) => A.clone(doc, { actor: actor(n) })

const histories = {
  empty() {
    return A.emptyChange(start(1), { message: "nothing", time: -5 })
  },

  scalars() {
    let doc = change(start(1), "all kinds", d => {
      d.null = null
      d.yes = true
      d.no = false
      d.int = -42
      d.big = Number.MAX_SAFE_INTEGER
      d.small = Number.MIN_SAFE_INTEGER
      d.zero = 0
      d.one = 1
      d.float = 1.5
      d.tiny = 5e-324
      d.minusZero = -0
      d.infinite = Infinity
      d.bytes = new Uint8Array([0, 255, 1])
      d.none = new Uint8Array()
      d.date = new Date(1_600_000_000_123)
      d.past = new Date(-86_400_000)
      d.immutable = new A.ImmutableString("scalar text")
      d.blank = new A.ImmutableString("")
      d.explicitInt = new A.Int(7)
      d.explicitUint = new A.Uint(7)
      d.explicitFloat = new A.Float64(7)
    })
    doc = change(doc, undefined, d => { d.int = 43; d.date = new Date(0); delete d.bytes })
    return change(doc, "", d => { d.int = "text now" })
  },

  counters() {
    let doc = change(start(1), "count", d => { d.n = new A.Counter(5); d.list = [new A.Counter(), new A.Counter(-3)] })
    doc = change(doc, "up", d => { d.n.increment(1); d.n.increment(200); d.list[1].decrement(7) })
    const other = change(fork(doc, 2), "up too", d => { d.n.increment(1000) })
    doc = A.merge(change(doc, "down", d => { d.n.decrement(3) }), other)
    return change(doc, "over", d => { d.n = new A.Counter(1); delete d.list[0] })
  },

  lists() {
    let doc = change(start(1), "lists", d => { d.list = [1, "two", null, [3, [4]], { five: 5 }]; d.empty = [] })
    doc = change(doc, "edit", d => { d.list.splice(1, 2, "a", "b", "c"); d.list[0] = 10; d.list.unshift(0); d.empty.push(1, 2, 3) })
    return change(doc, "cut", d => { d.list.splice(2, 4); d.empty.length; d.empty.splice(0, 3) })
  },

  maps() {
    let doc = change(start(1), "nest", d => { d.a = { b: { c: { d: { e: "deep" } } } }; d.m = {} })
    doc = change(doc, "more", d => { d.a.b.c.x = 1; d.a.b.y = { z: [] }; for (let i = 0; i < 50; i++) d.m["key " + (i % 7) + "/" + i] = i % 3 })
    return change(doc, "less", d => { delete d.a.b.c; for (let i = 0; i < 50; i += 2) delete d.m["key " + (i % 7) + "/" + i] })
  },

  text() {
    let doc = change(start(1), "text", d => { d.text = "Three bedrooms, two baths" })
    doc = change(doc, "splice", d => { A.splice(d, ["text"], 6, 8, "large bed") })
    doc = change(doc, "update", d => { A.updateText(d, ["text"], "Three large rooms and a bath") })
    doc = change(doc, "delete", d => { A.splice(d, ["text"], 0, 12) })
    return change(doc, "in a list", d => { d.list = ["one", "two"]; A.splice(d, ["list", 1], 1, 1, "WW") })
  },

  unicode() {
    let doc = change(start(1), "naïve ☃ 😀", d => {
      d["ключ"] = "значение"
      d["😀"] = "👩‍👩‍👧 é e\u0301 \u0000 \ufeff"
      d.text = "日本語 𝒳 end"
    })
    return change(doc, "日本", d => { A.splice(d, ["text"], 3, 3, "🏠"); d["ключ"] = "ß" })
  },

  marks() {
    let doc = change(start(1), "text", d => { d.note = "bold and linked and plain" })
    doc = change(doc, "mark", d => {
      A.mark(d, ["note"], { start: 0, end: 4, expand: "both" }, "bold", true)
      A.mark(d, ["note"], { start: 9, end: 15, expand: "none" }, "link", "https://example.org")
      A.mark(d, ["note"], { start: 2, end: 12, expand: "before" }, "size", 12.5)
      A.mark(d, ["note"], { start: 3, end: 20, expand: "after" }, "big", 1)
    })
    const other = change(fork(doc, 2), "other", d => { A.mark(d, ["note"], { start: 0, end: 10 }, "italic", true); A.splice(d, ["note"], 4, 0, "er") })
    doc = A.merge(change(doc, "unmark", d => { A.unmark(d, ["note"], { start: 1, end: 3 }, "bold") }), other)
    return change(doc, "more", d => { A.splice(d, ["note"], 0, 0, "x"); A.mark(d, ["note"], { start: 0, end: 2 }, "ключ", null) })
  },

  blocks() {
    let doc = change(start(1), "text", d => { d.note = "first line second line" })
    doc = change(doc, "split", d => {
      A.splitBlock(d, ["note"], 0, { type: "heading", parents: [], attrs: { level: 1 } })
      A.splitBlock(d, ["note"], 11, { type: "paragraph", parents: ["list"], attrs: {} })
    })
    doc = change(doc, "update", d => { A.updateBlock(d, ["note"], 0, { type: "paragraph", parents: [], attrs: {} }) })
    return change(doc, "join", d => { A.joinBlock(d, ["note"], 11) })
  },

  concurrent() {
    let doc = change(start(9), "root", d => { d.status = "open"; d.list = ["a", "b"]; d.note = "hello"; d.map = {} })
    const forks = [1, 200, 3, 17, 5].map(n => fork(doc, n))
    const edited = forks.map((f, i) => change(f, "edit " + i, d => {
      d.status = "s" + i
      d.list.push("from " + i)
      d.list[0] = i
      d.map.key = { by: i }
      A.splice(d, ["note"], i, 1, String(i))
    }))
    edited[1] = change(edited[1], "again", d => { delete d.map.key; d.list.splice(1, 1) })
    for (const e of edited) doc = A.merge(doc, e)
    doc = change(doc, "settle", d => { d.status = "settled"; d.list[0] = "one"; d.map.key = 1; A.splice(d, ["note"], 0, 9, "bye") })
    return A.emptyChange(A.merge(doc, change(edited[4], "late", d => { d.late = true })), { message: "merge", time: clock++ })
  },

  actors() {
    let doc = change(A.init({ actor: "00" }), "root", d => { d.names = [] })
    for (const id of ["ff", "a0".repeat(64), "0123456789abcdef", actor(7)]) {
      doc = A.clone(doc, { actor: id })
      doc = change(doc, id, d => { d.names.push(id); d.last = id })
    }
    return doc
  },

  deflated() {
    let doc = change(start(1), "paste", d => { d.note = "A long remark about the kitchen and the garden. ".repeat(12) })
    doc = change(doc, "random", d => { d.bytes = Uint8Array.from({ length: 2000 }, (_, i) => (i * i * 31) >> 3 & 255) })
    return change(doc, "cut", d => { A.splice(d, ["note"], 50, 400, "short") })
  },

  runs() {
    let doc = change(start(1), "runs", d => { d.list = Array.from({ length: 300 }, (_, i) => i < 100 ? 1 : i < 200 ? i : i % 2 ? null : "x") })
    doc = change(doc, "sparse", d => { for (let i = 0; i < 300; i += 3) d.list[i] = { i } })
    return change(doc, "holes", d => { for (let i = 290; i >= 0; i -= 7) d.list.splice(i, 1 + i % 3) })
  },

  large() {
    let doc = change(start(1), "start", d => { d.note = ""; d.n = 0 })
    let other = fork(doc, 2)
    for (let i = 0; i < 400; i++) {
      doc = change(doc, undefined, d => { A.splice(d, ["note"], (i * 7) % (d.note.length + 1), i % 5 === 4 && d.note.length > (i * 7) % (d.note.length + 1) ? 1 : 0, String.fromCharCode(97 + i % 26)) })
      if (i % 20 === 0) {
        other = change(other, undefined, d => { d.n = i; d["k" + i % 60] = { i: "v" + i } })
        if (i % 100 === 0) { doc = A.merge(doc, other); other = A.merge(other, doc) }
      }
    }
    return A.merge(doc, other)
  },
}

// plain turns what JSON lacks into {"$kind": text}.
function plain(value) {
  if (value instanceof Uint8Array) return { $bytes: base64(value) }
  if (value instanceof Date) return { $date: String(value.getTime()) }
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) return { $number: Object.is(value, -0) ? "-0" : String(value) }
  if (Array.isArray(value)) return value.map(plain)
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
  return value
}

// deflate makes a chunk of type 2. Automerge 3.5 reads such chunks but writes none; other versions do.
function deflate(chunk, decoded) {
  const bytes = Buffer.from(chunk)
  let length = 9
  while (bytes[length++] & 0x80);
  const small = deflateRawSync(bytes.subarray(length))
  const size = []
  for (let n = small.length; size.push(n > 127 ? n & 127 | 128 : n), n > 127; n >>= 7);
  const out = Buffer.concat([bytes.subarray(0, 8), Buffer.from([2, ...size]), small])
  const doc = A.loadIncremental(A.init(), out)
  if (A.decodeChange(out).hash !== decoded.hash || decoded.deps.length === 0 && A.getHeads(doc)[0] !== decoded.hash) throw new Error("Automerge reads it otherwise")
  return base64(out)
}

mkdirSync(folder, { recursive: true })
for (const [name, make] of Object.entries(histories)) {
  const doc = make()
  const changes = A.getAllChanges(doc).map(chunk => {
    const decoded = A.decodeChange(chunk)
    return { chunk: base64(chunk), decoded: plain(decoded), ...(name === "deflated" && { deflated: deflate(chunk, decoded) }) }
  })
  const head = JSON.stringify({ name, heads: A.getHeads(doc).sort(), document: base64(A.save(doc)) }).slice(0, -1)
  const lines = changes.map(c => JSON.stringify(c)).join(",\n")
  writeFileSync(join(folder, name + ".json"), `${head},"changes":[\n${lines}\n]}\n`)
}
