// Random edits of stock Automerge documents, as every script here makes them that needs histories. A seed decides all.

import * as Automerge from "@automerge/automerge"

/** A small seeded generator (mulberry32): the same histories every time. */
export function generator(seed) {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit)
  }
}

const keys = ["a", "b", "c/d", "e~f", "g", "h"]
const words = ["x", "quick ", "brown\n", "fünf", "👍🏽", '"q"', "日本", ""]

function scalar(pick) {
  switch (pick(9)) {
    case 0: return pick(1000)
    case 1: return -pick(1000) / 8
    case 2: return pick(2) === 0
    case 3: return null
    case 4: return new Date(pick(2 ** 40))
    case 5: return new Automerge.ImmutableString(words[pick(words.length)])
    case 6: return new Uint8Array([pick(256), pick(256)])
    case 7: return new Automerge.Counter(pick(100))
    default: return words[pick(words.length)]
  }
}

function value(pick, depth) {
  if (depth < 3 && pick(3) === 0) {
    return pick(2) === 0 ? {} : Array.from({ length: pick(3) }, () => value(pick, depth + 1))
  }
  return scalar(pick)
}

export const isMap = (v) => typeof v === "object" && v !== null && !Array.isArray(v) && !(v instanceof Date) &&
  !(v instanceof Uint8Array) && !(v instanceof Automerge.Counter) && !(v instanceof Automerge.ImmutableString)

/** Makes one random edit somewhere below the object. */
function edit(doc, pick, object, path, depth) {
  const list = Array.isArray(object)
  const names = list ? [...object.keys()] : Object.keys(object)
  const name = names.length > 0 && pick(4) > 0 ? names[pick(names.length)] : undefined
  if (name === undefined) {
    if (list) object.splice(pick(object.length + 1), 0, value(pick, depth))
    else object[keys[pick(keys.length)]] = value(pick, depth)
    return
  }
  const old = object[name], here = [...path, name]
  if ((isMap(old) || Array.isArray(old)) && pick(4) > 0) return edit(doc, pick, old, here, depth + 1)
  if (typeof old === "string" && pick(4) > 0) return editText(doc, pick, here, old)
  if (old instanceof Automerge.Counter && pick(3) > 0) return increment(old, pick(20) - 5)
  if (pick(4) === 0) {
    if (list) object.splice(name, 1)
    else delete object[name]
    return
  }
  // A counter in a list can't be overwritten by stock Automerge.
  if (list && old instanceof Automerge.Counter) return
  object[name] = value(pick, depth)
}

function increment(counter, by) {
  try {
    counter.increment(by)
  } catch {
    // Stock Automerge refuses where the counter competes with an object.
  }
}

function editText(doc, pick, path, old) {
  if (path.includes("c/d") || path.includes("")) return // stock Automerge takes the keys for paths
  const at = pick(old.length + 1)
  switch (pick(6)) {
    case 0: return Automerge.updateText(doc, path, words[pick(words.length)] + old.slice(at))
    case 1: return old.length > 1 ? Automerge.mark(doc, path, { start: 0, end: 1 + pick(old.length - 1), expand: "both" }, "bold", true) : undefined
    case 2: return Automerge.splitBlock(doc, path, at, { type: "p" })
    default: return Automerge.splice(doc, path, at, Math.min(pick(3), old.length - at), words[pick(words.length)])
  }
}

/** Content as Roomkey writes it in JSON. */
export function plain(v) {
  if (typeof v === "bigint") return Number(v) // an integer of more than 32 bits
  if (v instanceof Date) return v.toISOString().replace(/\.?0*Z$/, "Z")
  if (v instanceof Uint8Array) return Buffer.from(v).toString("base64")
  if (v instanceof Automerge.Counter) return Number(v.value)
  if (v instanceof Automerge.ImmutableString) return v.val
  if (Array.isArray(v)) return v.map(plain)
  if (v !== null && typeof v === "object") return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, plain(x)]))
  return v
}

const actor = (pick) => Array.from({ length: 16 }, () => pick(256).toString(16).padStart(2, "0")).join("")

/** Has the authors of docs edit, each on their own, and merge now and then; docs is changed in place. */
export function wander(docs, pick, steps) {
  for (let step = 0; step < steps; step++) {
    const i = pick(docs.length)
    if (docs.length > 1 && pick(3) === 0) {
      docs[i] = Automerge.merge(docs[i], docs[(i + 1 + pick(docs.length - 1)) % docs.length])
      continue
    }
    docs[i] = Automerge.change(docs[i], { time: 1700000000 + step }, (doc) => {
      for (let n = 1 + pick(3); n > 0; n--) edit(doc, pick, doc, [], 0)
    })
  }
}

/** Several authors of one empty document. */
export function open(pick, authors) {
  const docs = [Automerge.init({ actor: actor(pick) })]
  while (docs.length < authors) docs.push(Automerge.clone(docs[0], { actor: actor(pick) }))
  return docs
}

/**
 * Stock Automerge can't always show a counter that lost to another value and was incremented: it throws one of these texts,
 * depending on the other value. Such a history can't be compared.
 */
export function cannotShow(thrown) {
  const text = String(thrown?.message ?? thrown)
  return text === "cannot increment a non-numeric value" || text.startsWith("unable to get property Symbol(_am_raw_value_)")
}
