// Connects a plugin written in AssemblyScript with Roomkey. It gives access to the step's input, progress, records,
// proposals, the language model and the web.
//
//   import { Fault, Task, object, run, step } from "./roomkey";
//
//   function greet(task: Task): Fault | null {
//     const listing = task.get("listing", task.input.get("id").text);
//     if (listing.fault) return listing.fault;
//     task.progress(50, "Reading " + listing.value.get("id").text);
//     return task.output(object().set("owner", listing.value.get("owner").text));
//   }
//
//   step("greet", greet);
//   run();
//
// Build it with --exportStart _start --use abort=roomkey/abort. AssemblyScript has no exceptions: a call that can be
// refused returns a Fault, and a step that returns one fails; the user sees its message. A guest has no files or
// sockets. It can do only what the task offers, within the capabilities that the plugin's manifest asks for, the
// brokerage's grant and the caller's rights. Cancelling a task ends the guest immediately.

// @ts-ignore: decorator
@external("crm_v1", "call")
declare function hostCall(op: usize, opLength: i32, input: usize, inputLength: i32): i32;
// @ts-ignore: decorator
@external("crm_v1", "read")
declare function hostRead(to: usize, capacity: i32): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "fd_write")
declare function fdWrite(fd: i32, vectors: usize, count: i32, written: usize): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "clock_time_get")
declare function clockTimeGet(clock: i32, precision: i64, to: usize): i32;

/** The server's refusal of one operation, or a step's own failure. */
export class Fault {
  constructor(
    /**
     * denied, invalid, not_found, conflict, too_large, rate_limited, unavailable, cancelled, unsupported, suspended or
     * internal.
     */
    readonly code: string,
    /** A message for the user. */
    readonly message: string,
    /** The same request may succeed later. If a step returns it: the server makes another attempt. */
    readonly retryable: bool = false,
    /** The refused operation: records.get. */
    readonly op: string = "",
  ) {}
}

/** An operation's answer. Check fault first. */
export class Reply {
  constructor(readonly value: Json, readonly fault: Fault | null = null) {}
}

/** A file's content. Check fault first. */
export class Content {
  constructor(readonly bytes: Uint8Array, readonly fault: Fault | null = null) {}
}

/** One attempt at one step. */
export class Task {
  readonly step: string;
  /** 1 for the first attempt. */
  readonly attempt: i32;
  /** {user, role, broker} of the user on whose behalf the task runs. */
  readonly caller: Json;
  /** The server has checked that it fits the JSON Schema in plugin.json. */
  readonly input: Json;
  /** The data of an earlier attempt's last checkpoint; null if there is none. */
  readonly resume: Json;
  /** A trial: the server drops what the step proposes, so the output must say what would happen. */
  readonly dryRun: bool;

  constructor(from: Json) {
    this.step = from.get("step").text;
    this.attempt = <i32>from.get("attempt").number;
    this.caller = from.get("caller");
    this.input = from.get("input");
    this.resume = from.get("checkpoint");
    this.dryRun = from.get("dryRun").flag;
  }

  /** Saves all proposals so far, together with data for the next attempt. */
  checkpoint(data: Json): Fault | null {
    return call("task.checkpoint", object().set("data", data)).fault;
  }

  /**
   * Reports the progress, 0 to 100, to the people in the task's room, and optionally a partial result. The server keeps
   * 5 reports per second and always the last one.
   */
  progress(percent: f64, message: string, partial: Json | null = null): void {
    const said = object().set("percent", percent).set("message", message);
    if (partial) said.set("partial", partial);
    call("task.progress", said);
  }

  /** Sets the step's result, an object that fits the step's output schema. The last one counts. */
  output(result: Json): Fault | null {
    return call("task.output", result).fault;
  }

  /** Ends the step with a message for the user. Returning a Fault from the step does the same. */
  fail(message: string, retryable: bool = false): Fault | null {
    return call("task.fail", object().set("message", message).set("retryable", retryable)).fault;
  }

  /**
   * The record as REST shows it to the caller: {id, type, owner, team, visibility, fields, private?, createdAt,
   * updatedAt}. Money is in cents. It has private fields only if plugin.json asks for them: "listing.private".
   */
  get(type: string, id: string): Reply {
    return call("records.get", object().set("type", type).set("id", id));
  }

  /** The record without its private fields: the task may then say and apply more. */
  getShared(type: string, id: string): Reply {
    return call("records.get", object().set("type", type).set("id", id).set("shared", true));
  }

  /**
   * Returns {items: [record], next: cursor or null} for
   * {type, q?, filter?: {field: value or {gte: value}}, sort?, limit?, cursor?, archived?, deleted?, shared?}.
   * Records that changed after the first page come again at the end; tell them apart by id.
   */
  query(query: Json): Reply {
    return call("records.query", query);
  }

  /** Every record that a query finds, each once although a page may have one again, as an array. */
  all(query: Json): Reply {
    const records = array();
    const seen = new Set<string>();
    while (true) {
      const page = this.query(query);
      if (page.fault) return page;
      const items = page.value.get("items");
      for (let i = 0; i < items.length; i++) {
        const id = items.at(i).get("id").text;
        if (!seen.has(id)) records.push(items.at(i));
        seen.add(id);
      }
      if (page.value.get("next").isNull) return new Reply(records);
      query.set("cursor", page.value.get("next"));
    }
  }

  /**
   * Proposes [{type, id?, fields?, private?, note?}], all or none, and returns [{record, type}]. Fields are merge
   * patches (RFC 7396). A note is added to the record's notes and needs the capability "TYPE.notes".
   */
  propose(changes: Json): Reply {
    const reply = call("records.propose", object().set("changes", changes));
    return reply.fault ? reply : new Reply(reply.value.get("proposals"));
  }

  /**
   * The content of a file that the task's caller has sent by POST /files. id must be a value in the step's input. Code
   * not_found: it is not, or the file has expired.
   */
  readFile(id: string): Content {
    let content = new Uint8Array(0);
    let length = 0;
    while (true) {
      const piece = call("files.read", object().set("file", id).set("offset", length));
      if (piece.fault) return new Content(content, piece.fault);
      if (length == 0) content = new Uint8Array(<i32>piece.value.get("size").number);
      const added = decode(piece.value.get("data").text, content, length);
      length += added;
      if (added == 0 || length >= content.length) return new Content(content);
    }
  }

  /** The language model's text for [{role, content}]. Code unavailable: no model is configured, so use rules. */
  complete(messages: Json, stream: bool = false, schema: Json | null = null): Reply {
    const asked = object().set("messages", messages).set("stream", stream);
    if (schema) asked.set("schema", schema);
    const reply = call("llm.complete", asked);
    return reply.fault ? reply : new Reply(reply.value.get("text"));
  }

  /** {status, headers, body} for {url, method?, headers?, body?}; the server replaces {{secret:NAME}}. */
  fetch(request: Json): Reply {
    return call("http.fetch", request);
  }
}

export type Step = (task: Task) => Fault | null;

const steps = new Map<string, Step>();

/** Names a step as plugin.json does. */
export function step(name: string, run: Step): void {
  steps.set(name, run);
}

/** Runs the step that the server asks for. Call it last. */
export function run(): void {
  const asked = call("task.input", object());
  if (asked.fault) return;
  const task = new Task(asked.value);
  if (!steps.has(task.step)) {
    task.fail('the plugin has no step named "' + task.step + '"');
    return;
  }
  const fault = steps.get(task.step)(task);
  if (fault) task.fail(fault.message, fault.retryable);
}

function call(op: string, input: Json): Reply {
  const name = String.UTF8.encode(op);
  const text = String.UTF8.encode(input.toString());
  const n = hostCall(changetype<usize>(name), name.byteLength, changetype<usize>(text), text.byteLength);
  if (n == 0) return new Reply(Json.NULL); // there is no input
  const answer = new ArrayBuffer(abs(n));
  hostRead(changetype<usize>(answer), answer.byteLength);
  const value = Json.parse(String.UTF8.decode(answer));
  if (!value) return new Reply(Json.NULL, new Fault("internal", "unreadable answer", false, op));
  if (n >= 0) return new Reply(value);
  return new Reply(Json.NULL, new Fault(value.get("code").text, value.get("message").text, value.get("retryable").flag,
    op));
}

/** Decodes base64 into an array from a position on, and returns how many bytes there were. */
function decode(text: string, into: Uint8Array, from: i32): i32 {
  let bits: u32 = 0;
  let count = 0;
  let to = from;
  for (let i = 0; i < text.length && to < into.length; i++) {
    const c = <u32>text.charCodeAt(i);
    let digit: u32 = 0;
    if (c >= 0x41 && c <= 0x5a) digit = c - 0x41;
    else if (c >= 0x61 && c <= 0x7a) digit = c - 0x61 + 26;
    else if (c >= 0x30 && c <= 0x39) digit = c - 0x30 + 52;
    else if (c == 0x2b) digit = 62;
    else if (c == 0x2f) digit = 63;
    else break;
    bits = (bits << 6) | digit;
    count += 6;
    if (count >= 8) {
      count -= 8;
      into[to++] = <u8>(bits >> count);
    }
  }
  return to - from;
}

/** Writes a line to the author's log. */
export function log(line: string): void {
  const text = String.UTF8.encode(line + "\n");
  const vector = new StaticArray<u32>(3); // address and length; number of bytes written
  vector[0] = <u32>changetype<usize>(text);
  vector[1] = <u32>text.byteLength;
  fdWrite(2, changetype<usize>(vector), 1, changetype<usize>(vector) + 8);
}

/** The time now, in milliseconds since 1970. */
export function now(): i64 {
  const nanoseconds = new StaticArray<i64>(1);
  clockTimeGet(0, 1_000_000, changetype<usize>(nanoseconds));
  return nanoseconds[0] / 1_000_000;
}

/** A failed assertion calls it: it writes to the author's log, and traps. */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  log((message ? message : "abort") + " at " + (file ? file : "?") + ":" + line.toString() + ":" + column.toString());
  unreachable();
}

enum Kind {
  Null,
  Flag,
  Number,
  Text,
  Array,
  Object,
}

const maxDepth = 200;

/** A JSON value. Reading a missing value, or one of another kind, gives null, "", 0 or false. */
export class Json {
  static readonly NULL: Json = new Json(Kind.Null);

  flag: bool = false;
  number: f64 = 0;
  text: string = "";
  private names: string[] | null = null;
  private values: Json[] | null = null;

  constructor(private readonly kind: Kind) {}

  /** null if the text is not JSON. */
  static parse(text: string): Json | null {
    return new Parser(text).whole();
  }

  static from<T>(value: T): Json {
    if (isBoolean<T>()) {
      const json = new Json(Kind.Flag);
      json.flag = <bool>value;
      return json;
    } else if (isInteger<T>() || isFloat<T>()) {
      const json = new Json(Kind.Number);
      json.number = <f64>value;
      return json;
    } else if (isString<T>()) {
      const json = new Json(Kind.Text);
      json.text = <string>value;
      return json;
    } else {
      return <Json>value;
    }
  }

  get isNull(): bool {
    return this.kind == Kind.Null;
  }
  get isNumber(): bool {
    return this.kind == Kind.Number;
  }
  get isText(): bool {
    return this.kind == Kind.Text;
  }

  /** The number of items or members. */
  get length(): i32 {
    const values = this.values;
    return values ? values.length : 0;
  }

  /** The member with a name. */
  get(name: string): Json {
    const i = this.names ? this.names!.indexOf(name) : -1;
    return i < 0 ? Json.NULL : this.values![i];
  }

  /** The nth item or member, from 0. */
  at(n: i32): Json {
    return n < this.length ? this.values![n] : Json.NULL;
  }

  /** The name of the nth member. */
  name(n: i32): string {
    return this.names && n < this.length ? this.names![n] : "";
  }

  /** Sets a member of an object. */
  set<T>(name: string, value: T): Json {
    const i = this.names!.indexOf(name);
    if (i >= 0) {
      this.values![i] = Json.from<T>(value);
    } else {
      this.names!.push(name);
      this.values!.push(Json.from<T>(value));
    }
    return this;
  }

  /** Appends to an array. */
  push<T>(value: T): Json {
    this.values!.push(Json.from<T>(value));
    return this;
  }

  static container(named: bool): Json {
    const json = new Json(named ? Kind.Object : Kind.Array);
    json.values = [];
    if (named) json.names = [];
    return json;
  }

  toString(): string {
    const parts: string[] = [];
    this.write(parts);
    return parts.join("");
  }

  private write(parts: string[]): void {
    switch (this.kind) {
      case Kind.Null:
        parts.push("null");
        return;
      case Kind.Flag:
        parts.push(this.flag ? "true" : "false");
        return;
      case Kind.Number:
        parts.push(decimal(this.number));
        return;
      case Kind.Text:
        quote(this.text, parts);
        return;
    }
    const named = this.kind == Kind.Object;
    parts.push(named ? "{" : "[");
    for (let i = 0; i < this.length; i++) {
      if (i > 0) parts.push(",");
      if (named) {
        quote(this.names![i], parts);
        parts.push(":");
      }
      this.values![i].write(parts);
    }
    parts.push(named ? "}" : "]");
  }
}

/** An empty object. */
export function object(): Json {
  return Json.container(true);
}

/** An empty array. */
export function array(): Json {
  return Json.container(false);
}

function decimal(n: f64): string {
  if (!isFinite(n)) return "null"; // JSON has no such number
  return n == Math.trunc(n) && Math.abs(n) < 1e15 ? (<i64>n).toString() : n.toString();
}

function quote(text: string, parts: string[]): void {
  parts.push('"');
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0x20 && c != 0x22 && c != 0x5c) continue;
    parts.push(text.substring(from, i));
    parts.push(c < 0x20 ? "\\u00" + (c < 0x10 ? "0" : "") + c.toString(16) : "\\" + String.fromCharCode(c));
    from = i + 1;
  }
  parts.push(text.substring(from));
  parts.push('"');
}

class Parser {
  private at: i32 = 0;

  constructor(private readonly source: string) {}

  whole(): Json | null {
    const value = this.value(0);
    return value && this.next() < 0 ? value : null;
  }

  /** The next character that is not a space, without consuming it; -1 at the end. */
  private next(): i32 {
    while (this.at < this.source.length) {
      const c = this.source.charCodeAt(this.at);
      if (c != 0x20 && c != 0x0a && c != 0x0d && c != 0x09) return c;
      this.at++;
    }
    return -1;
  }

  private value(depth: i32): Json | null {
    if (depth > maxDepth) return null;
    const c = this.next();
    if (c == 0x7b) return this.members(depth, true, 0x7d);
    if (c == 0x5b) return this.members(depth, false, 0x5d);
    if (c == 0x22) {
      const text = this.string();
      return text === null ? null : Json.from<string>(text);
    }
    if (c == 0x2d || (c >= 0x30 && c <= 0x39)) return this.numeral();
    if (this.word("true")) return Json.from(true);
    if (this.word("false")) return Json.from(false);
    return this.word("null") ? Json.NULL : null;
  }

  private word(word: string): bool {
    if (!this.source.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  private members(depth: i32, named: bool, end: i32): Json | null {
    const json = Json.container(named);
    this.at++;
    if (this.next() == end) {
      this.at++;
      return json;
    }
    while (true) {
      let name: string | null = null;
      if (named) {
        if (this.next() != 0x22) return null;
        name = this.string();
        if (name === null || this.next() != 0x3a) return null;
        this.at++;
      }
      const value = this.value(depth + 1);
      if (!value) return null;
      if (name !== null) json.set(name, value);
      else json.push(value);
      const c = this.next();
      this.at++;
      if (c == end) return json;
      if (c != 0x2c) return null;
    }
  }

  private numeral(): Json | null {
    const from = this.at;
    while (this.at < this.source.length) {
      const c = this.source.charCodeAt(this.at);
      if (!((c >= 0x30 && c <= 0x39) || c == 0x2d || c == 0x2b || c == 0x2e || c == 0x65 || c == 0x45)) break;
      this.at++;
    }
    const n = parseFloat(this.source.substring(from, this.at));
    return isNaN(n) ? null : Json.from(n);
  }

  /** The string whose opening quote is next; null if it has no end. */
  private string(): string | null {
    const parts: string[] = [];
    let from = ++this.at;
    while (this.at < this.source.length) {
      const c = this.source.charCodeAt(this.at);
      if (c == 0x22) {
        parts.push(this.source.substring(from, this.at++));
        return parts.length == 1 ? parts[0] : parts.join("");
      }
      if (c < 0x20) return null;
      if (c != 0x5c) {
        this.at++;
        continue;
      }
      parts.push(this.source.substring(from, this.at));
      const escaped = this.escape();
      if (escaped < 0) return null;
      parts.push(String.fromCharCode(escaped));
      from = this.at;
    }
    return null;
  }

  /** The character of the escape at this position, -1 if there is no such escape. */
  private escape(): i32 {
    const c = this.at + 1 < this.source.length ? this.source.charCodeAt(this.at + 1) : 0;
    this.at += 2;
    switch (c) {
      case 0x22:
      case 0x5c:
      case 0x2f:
        return c;
      case 0x62:
        return 0x08;
      case 0x66:
        return 0x0c;
      case 0x6e:
        return 0x0a;
      case 0x72:
        return 0x0d;
      case 0x74:
        return 0x09;
    }
    if (c != 0x75 || this.at + 4 > this.source.length) return -1;
    let code = 0;
    for (let end = this.at + 4; this.at < end; this.at++) {
      const digit = this.source.charCodeAt(this.at);
      if (digit >= 0x30 && digit <= 0x39) code = (code << 4) + digit - 0x30;
      else if ((digit | 0x20) >= 0x61 && (digit | 0x20) <= 0x66) code = (code << 4) + (digit | 0x20) - 0x57;
      else return -1;
    }
    return code;
  }
}
