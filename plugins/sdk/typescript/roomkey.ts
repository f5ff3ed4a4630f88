// What a plugin in TypeScript says to Roomkey: the input of its step, progress, records, proposals, the language model, the web.
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
// A guest has no files, sockets, timers or fetch: everything goes through the task, within what the plugin's manifest asks for, the brokerage has granted and
// the caller may do. Every call answers at once or throws a RoomkeyError. console.* is the author's log. Cancelling ends the guest wherever it is.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What the server's refusals are about. */
export type Code =
  | "denied" // neither the manifest, nor the grant, nor the caller's rights allow it
  | "invalid" // the request does not fit its schema
  | "not_found" // absent, or the caller may not know of it
  | "conflict" // someone else's change came first
  | "too_large" // over a limit on bytes or items
  | "rate_limited" // over a limit on calls or tokens
  | "unavailable" // no model is configured, or the other side does not answer
  | "cancelled" // the task has been cancelled
  | "unsupported" // this server does not know the operation
  | "suspended" // the plugin has crashed too often
  | "internal"; // a fault of the server's

declare const crm: { call(op: string, input: unknown): unknown };

declare global {
  var console: { [level in "debug" | "log" | "info" | "warn" | "error"]: (...values: unknown[]) => void };
}

/** The server's refusal of one operation; or thrown by a step, to fail with a message for the user. */
export class RoomkeyError extends Error {
  constructor(
    readonly code: Code,
    message: string,
    readonly retryable = false, // the same request may succeed later; thrown by a step: another attempt is worth it
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
  private?: Record<string, Json>; // present only where the caller may read it and the plugin may too
  createdAt: string;
  updatedAt: string;
}

type Comparison = { [op in "eq" | "ne" | "gt" | "gte" | "lt" | "lte"]?: string | number | boolean };

export interface Query {
  type: string;
  q?: string; // full text
  filter?: Record<string, string | number | boolean | Comparison>;
  sort?: string; // a field, "-" before it for descending
  limit?: number; // 100 unless told, 500 at most
  cursor?: string; // a page's next
}

export interface Page<Fields> {
  items: RoomkeyRecord<Fields>[];
  next: string | null; // the cursor of the page after it
}

/** Proposes one new record (no id) or a change of one. Fields are merge patches (RFC 7396): null removes, list items are matched by id. */
export interface Change {
  type: string;
  id?: string;
  fields?: Record<string, Json>;
  private?: Record<string, Json>;
  note?: string; // added to the record's notes; wants the capability "TYPE.notes"
}

/** Names the record of a change that people review, or that the workflow's policy applies. */
export interface Proposal {
  record: string; // its id: of a new record too, so that later changes can refer to it
  type: string;
}

export interface Completion {
  messages: { role: "system" | "user" | "assistant"; content: string }[];
  stream?: boolean; // the server shows the words in the task's room as they come
  schema?: Json; // JSON Schema of the answer: the text is then JSON that fits it
}

export interface HttpRequest {
  url: string; // https, a host that the manifest names and the brokerage has granted
  method?: string; // GET unless told
  headers?: Record<string, string>; // {{secret:NAME}} is filled in by the server
  body?: string;
  encoding?: "base64"; // of body
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>; // names in lower case
  body: string;
  encoding?: "base64"; // where the body is no UTF-8 text
}

/** One attempt at one step. */
export interface Task {
  readonly step: string;
  readonly attempt: number; // 1 at first
  readonly caller: { user: string; role: "broker" | "lead" | "agent" | "viewer"; broker: string };
  /** The step's input. It fits the JSON Schema in plugin.json: the server has checked. */
  input<T>(): T;
  /** The data of the last checkpoint: an earlier attempt came that far. */
  resume<T>(): T | undefined;
  /** Makes everything proposed until now durable, together with data for the next attempt. */
  checkpoint(data: unknown): void;
  /** Tells the people in the task's room how far it is, 0 to 100. The server keeps 5 a second and always the last. A refusal is no reason to stop: it never throws. */
  progress(percent: number, message: string, partial?: unknown): void;
  /** Gives the step's result, an object that fits the step's output schema. The last one counts. */
  output(result: object): void;
  /** Says in words for the user why the step could not be done. Throwing does the same. */
  fail(message: string, retryable?: boolean): void;
  get<Fields = Record<string, Json>>(type: string, id: string): RoomkeyRecord<Fields>;
  query<Fields = Record<string, Json>>(query: Query): Page<Fields>;
  /** Every record that a query finds, page by page. */
  all<Fields = Record<string, Json>>(query: Query): Generator<RoomkeyRecord<Fields>>;
  /** Proposes changes, all or none: one that is not granted refuses them together. */
  propose(...changes: Change[]): Proposal[];
  /** The language model's answer. Code unavailable: none is configured, so do the work by rules. */
  complete(completion: Completion): string;
  fetch(request: HttpRequest): HttpResponse;
}

/** Runs the step that the server asks for. What a step throws becomes the task's failure, its message the one that the user sees. */
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
      console.error(error); // a mistake of the author's, most likely: with its stack
    }
    task.fail(error instanceof Error ? error.message : String(error), error instanceof RoomkeyError && error.retryable);
  }
}

function open(): Task {
  const { step, attempt, caller, input, checkpoint } = call("task.input", {}) as Pick<Task, "step" | "attempt" | "caller"> & { input: unknown; checkpoint?: unknown };
  const query = <Fields>(query: Query) => call("records.query", query) as Page<Fields>;
  return {
    step,
    attempt,
    caller,
    input: <T>() => input as T,
    resume: <T>() => (checkpoint ?? undefined) as T | undefined,
    checkpoint: (data) => void call("task.checkpoint", { data }),
    progress(percent, message, partial) {
      try {
        call("task.progress", { percent, message, partial });
      } catch {
        // too often: the next one tells more
      }
    },
    output: (result) => void call("task.output", result),
    fail: (message, retryable = false) => void call("task.fail", { message, retryable }),
    get: <Fields>(type: string, id: string) => call("records.get", { type, id }) as RoomkeyRecord<Fields>,
    query,
    *all<Fields>(search: Query) {
      for (let cursor = search.cursor; ; ) {
        const page = query<Fields>({ ...search, cursor });
        yield* page.items;
        if (!page.next) return;
        cursor = page.next;
      }
    },
    propose: (...changes) => (call("records.propose", { changes }) as { proposals: Proposal[] }).proposals,
    complete: (completion) => (call("llm.complete", completion) as { text: string }).text,
    fetch: (request) => call("http.fetch", request) as HttpResponse,
  };
}

function call(op: string, input: unknown): unknown {
  try {
    return crm.call(op, input);
  } catch (refused) {
    const { code, message, retryable } = refused as { code?: Code; message?: string; retryable?: boolean };
    throw new RoomkeyError(code ?? "internal", message ?? String(refused), retryable ?? false, op);
  }
}
