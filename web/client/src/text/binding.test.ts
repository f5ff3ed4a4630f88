import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as Automerge from "@automerge/automerge/slim";
import { beforeAll, describe, expect, test } from "vitest";
import { TextBinding } from "./binding";
import { slices, spliceOf } from "./splice";

type Doc = Record<string, unknown>;

const resolve = createRequire(import.meta.url).resolve;

beforeAll(() => Automerge.initializeWasm(readFileSync(resolve("@automerge/automerge/automerge.wasm"))));

/** A text area with a caret, bound to a document of its own. */
class Writer {
  doc: Automerge.Doc<Doc>;
  area = { value: "", start: 0, end: 0 };
  now = 0;
  changes = 0;
  /** What comes in the same moment as a change of one's own. */
  echo?: (doc: Automerge.Doc<Doc>) => Automerge.Doc<Doc>;
  readonly binding: TextBinding;

  constructor(from: Automerge.Doc<Doc>) {
    this.doc = Automerge.clone(from);
    this.binding = new TextBinding(
      { doc: () => this.doc, change: (change) => this.#change(change) },
      "briefing",
      () => this.now,
    );
    this.#show({ value: this.binding.value, start: 0, end: 0 });
  }

  #change(change: (draft: Doc) => void): string | undefined {
    const before = Automerge.getHeads(this.doc).join();
    this.doc = Automerge.change(this.doc, change);
    this.changes++;
    const heads = Automerge.getHeads(this.doc);
    this.pull(); // as a handle does, which tells of the change before it returns
    if (this.echo) this.doc = this.echo(this.doc);
    return heads.join() === before ? undefined : heads[0];
  }

  /** Replaces what is selected by text, as a browser does. */
  type(text: string): void {
    const { value, start, end } = this.area;
    this.area.value = value.slice(0, start) + text + value.slice(end);
    this.area.start = this.area.end = start + text.length;
    this.#show(this.binding.input(this.area.value, this.area.end));
  }

  select(start: number, end = start): void {
    Object.assign(this.area, { start, end });
  }

  receive(other: Writer): void {
    this.doc = Automerge.merge(this.doc, other.doc);
    this.pull();
  }

  pull(): void {
    this.#show(this.binding.pull(this.area));
  }

  undo(): void {
    this.#show(this.binding.undo());
  }

  redo(): void {
    this.#show(this.binding.redo());
  }

  #show(shown: { value: string; start: number; end: number } | undefined): void {
    if (shown) this.area = { ...shown, value: shown.value.replace(/\r\n?/g, "\n") }; // as text areas do
  }

  get text(): string {
    return String(this.doc.briefing ?? "");
  }
}

function started(text: string): Automerge.Doc<Doc> {
  return Automerge.from<Doc>({ briefing: text });
}

function meet(...writers: Writer[]): void {
  for (const one of writers) for (const other of writers) if (one !== other) one.receive(other);
  for (const one of writers) for (const other of writers) if (one !== other) one.receive(other);
}

test("two who type at one place keep their words whole, and their carets", () => {
  const [ana, tom] = pair("Remarks: ");
  for (const writer of [ana, tom]) writer.select(9);
  const words = { ana: "quiet street near the river ", tom: "roof was redone last summer " };
  for (let at = 0; at < 28; at++) {
    ana.type(words.ana[at] ?? "");
    tom.type(words.tom[at] ?? "");
    if (at % 3 === 0) meet(ana, tom);
  }
  meet(ana, tom);
  expect(ana.area.value).toBe(tom.area.value);
  expect(ana.area.value).toContain(words.ana);
  expect(ana.area.value).toContain(words.tom);
  expect(ana.area.value.slice(0, ana.area.end).endsWith(words.ana)).toBe(true);
  expect(tom.area.value.slice(0, tom.area.end).endsWith(words.tom)).toBe(true);
});

test("a selection stays on its words while another writes before, in and after it", () => {
  const [ana, tom] = pair("one two three");
  ana.select(4, 7);
  tom.select(0);
  tom.type("zero ");
  tom.select(tom.area.value.length);
  tom.type(" four");
  ana.receive(tom);
  expect(ana.area.value.slice(ana.area.start, ana.area.end)).toBe("two");
});

test("carriage returns that a script wrote stay, and two who type beside them double nothing", () => {
  const [ana, tom] = pair("one\r\ntwo\rend\r\n");
  ana.select(7); // behind "two", as she sees it
  ana.type("!");
  tom.select(4, 7);
  tom.type("2");
  meet(ana, tom);
  expect(ana.text).toBe("one\r\n2!\rend\r\n");
  expect([ana.area.value, tom.area.value]).toEqual(["one\n2!\nend\n", "one\n2!\nend\n"]);
  expect([ana.area.end, tom.area.end]).toEqual([6, 5]);
  tom.undo();
  expect(tom.text).toBe("one\r\ntwo!\rend\r\n");
  expect(tom.area.end).toBe(7);
});

test("undo takes back one's own words and leaves the other's, wherever they stand", () => {
  const [ana, tom] = pair("");
  ana.type("mine");
  tom.receive(ana);
  tom.select(2);
  tom.type("XX");
  ana.receive(tom);
  expect(ana.area.value).toBe("miXXne");
  ana.undo();
  expect(ana.text).toBe("XX");
  ana.redo();
  expect(ana.text.replace("XX", "")).toBe("mine");
  ana.undo();
  expect(ana.text).toBe("XX");
});

test("keys within half a second are undone together, a pause or another place is a step of its own", () => {
  const [ana] = pair("");
  for (const key of "abc") ana.type(key);
  ana.now = 1_000;
  for (const key of "de") ana.type(key);
  ana.select(0);
  ana.type("x");
  for (const expected of ["abcde", "abc", ""]) {
    ana.undo();
    expect(ana.text).toBe(expected);
  }
  for (const expected of ["abc", "abcde", "xabcde"]) {
    ana.redo();
    expect(ana.text).toBe(expected);
  }
});

test("while an input method composes, others' words wait, and one's own go out", () => {
  const [ana, tom] = pair("one two");
  ana.select(7);
  ana.binding.composing = true;
  ana.type("か");
  tom.select(0);
  tom.type("zero ");
  ana.receive(tom);
  expect(ana.area.value).toBe("one twoか");
  ana.select(7, 8);
  ana.type("家");
  expect(ana.text).toBe("zero one two家");
  ana.binding.composing = false;
  ana.pull();
  expect(ana.area).toEqual({ value: "zero one two家", start: 13, end: 13 });
});

test("a repair that comes in the same moment as one's key is shown", () => {
  const [ana] = pair("");
  ana.echo = (doc) => {
    const fork = Automerge.clone(doc, { actor: "ffff" });
    const cut = Automerge.change(fork, (draft) => Automerge.splice(draft, ["briefing"], 0, 1));
    return Automerge.merge(doc, cut);
  };
  ana.type("ab");
  ana.echo = undefined;
  expect(ana.area.value).toBe("b");
  expect(ana.text).toBe("b");
});

test("a text that is assigned anew, or was none, is shown and edited", () => {
  const [ana, tom] = pair("old");
  tom.doc = Automerge.change(tom.doc, (draft) => {
    draft.briefing = new Automerge.ImmutableString("new");
  });
  ana.receive(tom);
  expect(ana.area.value).toBe("new");
  ana.select(3);
  ana.type("er");
  expect(ana.text).toBe("newer");
  const none = new Writer(Automerge.from<Doc>({ type: "lead" }));
  none.type("first");
  expect(none.text).toBe("first");
});

describe("pastes", () => {
  test.each([10_001, 100_000])("%d characters pasted, deleted and undone, in changes that the server takes", (size) => {
    const [ana] = pair("");
    const paste = "The lot slopes to the creek. ".repeat(4_000).slice(0, size);
    ana.type(paste);
    expect(ana.text).toBe(paste);
    expect(ana.changes).toBe(Math.ceil(size / 5_000));
    ana.select(0, size);
    ana.type("");
    expect(ana.text).toBe("");
    ana.undo();
    expect(ana.text).toBe(paste);
    expect(ana.area.value).toBe(paste);
  });

  test("a change that comes between the slices of a paste keeps its place", () => {
    const [ana] = pair("ab");
    ana.select(1);
    ana.echo = (doc) => {
      const fork = Automerge.clone(doc, { actor: `ffff${String(ana.changes).padStart(4, "0")}` });
      return Automerge.merge(
        doc,
        Automerge.change(fork, (draft) => Automerge.splice(draft, ["briefing"], 0, 0, "!")),
      );
    };
    ana.type("x".repeat(12_000));
    expect(ana.text).toBe(`!!!a${"x".repeat(12_000)}b`);
    expect(ana.area).toEqual({ value: ana.text, start: 12_004, end: 12_004 });
  });

  test("signs of two units are never cut", () => {
    const emoji = "👩‍🏠".repeat(3_000);
    let text = "a";
    for (const step of slices(text, { from: 1, to: 1, insert: emoji }, 5_000)) {
      expect(step.insert.isWellFormed()).toBe(true);
      text = text.slice(0, step.from) + step.insert + text.slice(step.to);
    }
    expect(text).toBe(`a${emoji}`);
    expect(spliceOf("x😀y", "x😁y", 3)).toEqual({ from: 1, to: 3, insert: "😁" });
    expect(spliceOf("😀", "🨀", 2)?.insert).toBe("🨀"); // the low half is the same
  });
});

test.each([
  ["aaa", "aaaa", 1, { from: 0, to: 0, insert: "a" }],
  ["aaa", "aaaa", 4, { from: 3, to: 3, insert: "a" }],
  ["aaa", "aa", 1, { from: 1, to: 2, insert: "" }],
  ["teh cat", "the cat", 7, { from: 1, to: 3, insert: "he" }],
  ["a\nb", "a\n\nb", 2, { from: 1, to: 1, insert: "\n" }],
])("%j becomes %j with the caret at %d", (before, after, caret, splice) => {
  expect(spliceOf(before, after, caret)).toEqual(splice);
});

test("whatever two people type, cut, undo and compose, both see the document and keep their letters", () => {
  const seed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 1e9));
  const random = randoms(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let round = 0; round < 60; round++) {
    const [ana, tom] = pair("The house on the hill");
    const letters = new Map([
      [ana, "abc\n"],
      [tom, "XYZ😀"],
    ]);
    for (let step = 0; step < 40; step++) {
      const [one, other] = below(2) ? [ana, tom] : [tom, ana];
      const label = `seed ${seed}, round ${round}, step ${step}`;
      one.now += below(800);
      one.select(...range(one.area.value, below));
      const kind = below(10);
      if (kind < 5) one.type([...(letters.get(one) ?? "")][below(4)] ?? "");
      else if (kind === 5) one.type("");
      else if (kind === 6) one.undo();
      else if (kind === 7) one.redo();
      else if (kind === 8) one.binding.composing = !one.binding.composing;
      else one.receive(other);
      if (!one.binding.composing) one.pull();
      if (!one.binding.composing) expect(one.area.value, label).toBe(one.text);
      expect(one.area.value, label).toBe(one.binding.value);
    }
    for (const writer of [ana, tom]) writer.binding.composing = false;
    meet(ana, tom);
    expect(ana.area.value, `seed ${seed}, round ${round}`).toBe(tom.area.value);
    const theirs = only(ana.text, "XYZ").length;
    for (let step = 0; step < 60; step++) ana.undo();
    expect(ana.area.value, `seed ${seed}, round ${round}: undo`).toBe(ana.text);
    expect(only(ana.text, "XYZ").length, `seed ${seed}, round ${round}: undo`).toBeGreaterThanOrEqual(theirs);
  }
});

function pair(text: string): [Writer, Writer] {
  const doc = started(text);
  return [new Writer(doc), new Writer(doc)];
}

function only(text: string, letters: string): string {
  return [...text].filter((letter) => letters.includes(letter)).join("");
}

/** A caret or a selection between whole signs. */
function range(text: string, below: (limit: number) => number): [number, number] {
  const ends = [0];
  for (const sign of text) ends.push((ends.at(-1) ?? 0) + sign.length);
  const at = below(ends.length);
  const to = below(3) ? at : Math.min(at + below(4), ends.length - 1);
  return [ends[at] ?? 0, ends[to] ?? 0];
}

/** A sequence of numbers from 0 to 1 that a seed gives (mulberry32). */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
