// Connects a plugin written in TypeScript with Roomkey. It gives access to the step's input, progress, records,
// proposals, the language model and the web.
//
//   import { run } from "./roomkey.ts";
//
//   run({
//     greet(task) {
//       const listing = task.get("listing", task.input<{ id: string }>().id);
//       task.progress(50, `Reading ${listing.id}`);
//       task.output({ owner: listing.owner });
//     },
//   });
//
// A guest has no files, sockets, timers or fetch. It can do only what the task offers, within the capabilities that the
// plugin's manifest asks for, the brokerage's grant and the caller's rights. Every call returns its result or throws a
// RoomkeyError. console.* writes to the author's log. Cancelling a task ends the guest immediately.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The kinds of refusals. */
export type Code =
  | "denied" // the manifest, the grant or the caller's rights do not allow it
  | "invalid" // the request does not fit its schema
  | "not_found" // it does not exist, or the caller may not know of it
  | "conflict" // someone else's change came first
  | "too_large" // over a limit on bytes or items
  | "rate_limited" // over a limit on calls or tokens
  | "unavailable" // no model is configured, or the other side does not answer
  | "cancelled" // the task has been cancelled
  | "unsupported" // this server does not know the operation
  | "suspended" // the plugin has crashed too often
  | "internal"; // the server failed

declare const crm: { call(op: string, input: unknown): unknown };

declare global {
  var console: { [level in "debug" | "log" | "info" | "warn" | "error"]: (...values: unknown[]) => void };
}

/** The server's refusal of one operation. A step may also throw it, to fail with a message for the user. */
export class RoomkeyError extends Error {
  constructor(
    readonly code: Code,
    message: string,
    /** The same request may succeed later. If a step throws it: the server makes another attempt. */
    readonly retryable = false,
    readonly op = "", // records.get
  ) {
    super(message);
    this.name = "RoomkeyError";
  }
}

/** A record as REST shows it to the caller. Money is in cents, dates are YYYY-MM-DD, times RFC 3339. */
export interface RoomkeyRecord<Fields = Record<string, Json>> {
  id: string;
  type: string;
  owner: string;
  team: string;
  visibility: "private" | "team" | "broker";
  fields: Fields;
  /** Present only if the caller may read it and the plugin was granted to: plugin.json asks for "listing.private". */
  private?: Record<string, Json>;
  createdAt: string;
  updatedAt: string;
}

type Comparison = { [op in "eq" | "ne" | "gt" | "gte" | "lt" | "lte"]?: string | number | boolean };

export interface Query {
  type: string;
  q?: string; // full text
  filter?: Record<string, string | number | boolean | Comparison>;
  sort?: string; // a field; "-" in front of it: descending
  limit?: number; // default 100, at most 500
  cursor?: string; // the next of a page
  archived?: boolean; // archived records instead of the others
  deleted?: boolean; // deleted ones that the caller may bring back
  shared?: boolean; // without the private fields: the task may then say and apply more
}

/** Records that changed after the first page come again at the end; tell them apart by id. */
export interface Page<Fields> {
  items: RoomkeyRecord<Fields>[];
  next: string | null; // the cursor of the next page, null at the end
}

/**
 * Proposes a new record (no id) or a change of an existing one. Fields are merge patches (RFC 7396): null removes, and
 * list items are matched by id.
 */
export interface Change {
  type: string;
  id?: string;
  fields?: Record<string, Json>;
  private?: Record<string, Json>;
  note?: string; // added to the record's notes; needs the capability "TYPE.notes"
}

/** Names the record of a proposed change. People review the change, or the workflow's policy applies it. */
export interface Proposal {
  record: string; // its id, also of a new record, so that later changes can refer to it
  type: string;
}

export interface Completion {
  messages: { role: "system" | "user" | "assistant"; content: string }[];
  stream?: boolean; // the server shows the text in the task's room as it arrives
  schema?: Json; // JSON Schema of the answer, which is then JSON that fits it
}

export interface HttpRequest {
  url: string; // https; the manifest must name the host, and the brokerage must have granted it
  method?: string; // default GET
  headers?: Record<string, string>; // the server replaces {{secret:NAME}}
  body?: string;
  encoding?: "base64"; // of body
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>; // names in lower case
  body: string;
  encoding?: "base64"; // if the body is not UTF-8 text
}

/** One attempt at one step. */
export interface Task {
  readonly step: string;
  readonly attempt: number; // 1 for the first attempt
  readonly caller: { user: string; role: "broker" | "lead" | "agent" | "viewer"; broker: string };
  /** A trial: the server drops what the step proposes, so the output must say what would happen. */
  readonly dryRun: boolean;
  /** The step's input. The server has checked that it fits the JSON Schema in plugin.json. */
  input<T>(): T;
  /** The data of an earlier attempt's last checkpoint, if there is one. */
  resume<T>(): T | undefined;
  /** Saves all proposals so far, together with data for the next attempt. */
  checkpoint(data: unknown): void;
  /**
   * Reports the progress, 0 to 100, to the people in the task's room. The server keeps 5 reports per second and always
   * the last one. It never throws, because a refused report should not stop the step.
   */
  progress(percent: number, message: string, partial?: unknown): void;
  /** Sets the step's result, an object that fits the step's output schema. The last one counts. */
  output(result: object): void;
  /** Ends the step with a message for the user. Throwing an error does the same. */
  fail(message: string, retryable?: boolean): void;
  get<Fields = Record<string, Json>>(type: string, id: string): RoomkeyRecord<Fields>;
  /** The record without its private fields: the task may then say and apply more. */
  getShared<Fields = Record<string, Json>>(type: string, id: string): RoomkeyRecord<Fields>;
  query<Fields = Record<string, Json>>(query: Query): Page<Fields>;
  /** Every record that a query finds, page by page. */
  all<Fields = Record<string, Json>>(query: Query): Generator<RoomkeyRecord<Fields>>;
  /**
   * The content of a file that the task's caller has sent by POST /files. id must be a value in the step's input. Code
   * not_found: it is not, or the file has expired.
   */
  readFile(id: string): Uint8Array;
  /** Proposes changes, all or none: if one is refused, all are. */
  propose(...changes: Change[]): Proposal[];
  /** Returns the language model's answer. Code unavailable: no model is configured, so use rules instead. */
  complete(completion: Completion): string;
  fetch(request: HttpRequest): HttpResponse;
}

/** Runs the step that the server asks for. If the step throws, the task fails and the user sees the error's message. */
export function run(steps: Record<string, (task: Task) => void>): void {
  const task = open();
  const step = Object.hasOwn(steps, task.step) ? steps[task.step] : undefined;
  if (step === undefined) {
    task.fail(`the plugin has no step named "${task.step}"`);
    return;
  }
  try {
    step(task);
  } catch (error) {
    if (!(error instanceof RoomkeyError)) {
      console.error(error); // most likely a mistake in the plugin: log it with its stack
    }
    task.fail(error instanceof Error ? error.message : String(error), error instanceof RoomkeyError && error.retryable);
  }
}

function open(): Task {
  type Opened = Pick<Task, "step" | "attempt" | "caller"> & {
    input: unknown;
    checkpoint?: unknown;
    dryRun?: boolean;
  };
  const { step, attempt, caller, input, checkpoint, dryRun = false } = call("task.input", {}) as Opened;
  const query = <Fields>(query: Query) => call("records.query", query) as Page<Fields>;
  return {
    step,
    attempt,
    caller,
    dryRun,
    input: <T>() => input as T,
    resume: <T>() => (checkpoint ?? undefined) as T | undefined,
    checkpoint: (data) => void call("task.checkpoint", { data }),
    progress(percent, message, partial) {
      try {
        call("task.progress", { percent, message, partial });
      } catch {
        // too many reports: the next one has newer progress
      }
    },
    output: (result) => void call("task.output", result),
    fail: (message, retryable = false) => void call("task.fail", { message, retryable }),
    get: <Fields>(type: string, id: string) => call("records.get", { type, id }) as RoomkeyRecord<Fields>,
    getShared: <Fields>(type: string, id: string) =>
      call("records.get", { type, id, shared: true }) as RoomkeyRecord<Fields>,
    query,
    *all<Fields>(search: Query) {
      const seen = new Set<string>();
      for (let cursor = search.cursor; ; ) {
        const page = query<Fields>({ ...search, cursor });
        for (const record of page.items) {
          if (seen.has(record.id)) continue;
          seen.add(record.id);
          yield record;
        }
        if (!page.next) return;
        cursor = page.next;
      }
    },
    readFile,
    propose: (...changes) => (call("records.propose", { changes }) as { proposals: Proposal[] }).proposals,
    complete: (completion) => (call("llm.complete", completion) as { text: string }).text,
    fetch: (request) => call("http.fetch", request) as HttpResponse,
  };
}

function readFile(id: string): Uint8Array {
  let content = new Uint8Array(0);
  for (let length = 0; ; ) {
    const { data, size } = call("files.read", { file: id, offset: length }) as { data: string; size: number };
    if (length === 0) content = new Uint8Array(size);
    const added = decode(data, content, length);
    length += added;
    if (added === 0 || length >= size) return content;
  }
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const digitOf = new Map(Array.from(digits, (digit, value) => [digit.charCodeAt(0), value]));

/** Decodes base64 into an array from a position on, and returns how many bytes there were. */
function decode(text: string, into: Uint8Array, from: number): number {
  let [bits, count, to] = [0, 0, from];
  for (let i = 0; i < text.length; i++) {
    const digit = digitOf.get(text.charCodeAt(i));
    if (digit === undefined) break;
    bits = ((bits << 6) | digit) & 0x3fff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      into[to++] = bits >> count;
    }
  }
  return to - from;
}

function call(op: string, input: unknown): unknown {
  try {
    return crm.call(op, input);
  } catch (refused) {
    const { code, message, retryable } = refused as { code?: Code; message?: string; retryable?: boolean };
    throw new RoomkeyError(code ?? "internal", message ?? String(refused), retryable ?? false, op);
  }
}
