import type { Message } from "@automerge/automerge-repo/slim";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Observable } from "../lib/observable";
import type { Row } from "../lib/row";
import type { Waiting } from "../lib/unsent";
import { Order } from "./order";
import { Rows } from "./rows";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const about = (documentId: string) => ({ type: "sync", documentId }) as unknown as Message;
const unsent = { hash: { at: 1, stored: true } };

/** A device on which these documents have unsent changes; some of them are of records that were made there. */
function aDevice(documents: string[], made: Record<string, object>) {
  const waiting = new Observable<Readonly<Record<string, Waiting>>>({});
  waiting.set(Object.fromEntries(documents.map((id) => [id, unsent])));
  const rows = Object.entries(made).map(([id, fields]) => [
    id,
    { id: `${id}-id`, documentId: id, fields } as unknown as Row,
  ]);
  const sent: string[] = [];
  const order = new Order(waiting, new Map(rows as [string, Row][]), ({ documentId }) => sent.push(documentId ?? ""));
  const saved = (id: string) => waiting.update(({ [id]: _, ...others }) => others);
  return { order, sent, saved };
}

test("what may name a new record waits until the server has saved that", () => {
  const { order, sent, saved } = aDevice(["client", "lead"], { client: {} });
  expect(order.holds(about("client"))).toBe(false);
  expect(order.holds(about("lead"))).toBe(true);
  expect(order.holds(about("other"))).toBe(false); // nothing of it is unsent
  expect(sent).toEqual([]);
  saved("client");
  expect(sent).toEqual(["lead"]);
  expect(order.holds(about("lead"))).toBe(false);
});

test("of new records one waits for another only where it names it", () => {
  const linked = { linked: { client: "client-id" } };
  const { order, sent, saved } = aDevice(["client", "showing", "third"], { client: {}, showing: linked, third: {} });
  expect(["client", "showing", "third"].map((id) => order.holds(about(id)))).toEqual([false, true, false]);
  saved("third");
  expect(sent).toEqual([]);
  saved("client");
  expect(sent).toEqual(["showing"]);
});

test("a new record that was saved is one like all others: its later edits wait", () => {
  const waiting = new Observable<Readonly<Record<string, Waiting>>>({});
  const made = new Map<string, Row>([["lead", { id: "lead-id", documentId: "lead", fields: {} } as unknown as Row]]);
  const order = new Order(waiting, made, () => undefined);
  waiting.set({ lead: unsent });
  waiting.set({}); // it is saved, and nothing else is said
  made.set("client", { id: "client-id", documentId: "client", fields: {} } as unknown as Row);
  waiting.set({ client: unsent, lead: unsent });
  expect([order.holds(about("client")), order.holds(about("lead"))]).toEqual([false, true]);
});

test("messages of a document keep their order, and none waits for ever", () => {
  const { order, sent } = aDevice(["client", "lead"], { client: {} });
  expect([order.holds(about("lead")), order.holds(about("lead"))]).toEqual([true, true]);
  vi.advanceTimersByTime(5_000);
  expect(sent).toEqual(["lead", "lead"]);
});

test("what waited for a connection that is gone is not sent on the next", () => {
  const { order, sent, saved } = aDevice(["client", "lead"], { client: {} });
  order.holds(about("lead"));
  order.clear();
  saved("client");
  vi.advanceTimersByTime(10_000);
  expect(sent).toEqual([]);
});

test("a new record that comes to name another only later waits for it too", async () => {
  vi.useRealTimers(); // rows may be stored by a database that needs them
  const waiting = new Observable<Readonly<Record<string, Waiting>>>({});
  const rows = new Rows("user");
  const order = new Order(waiting, rows.made, () => undefined);
  const row = (id: string) => ({ id: `${id}-id`, documentId: id, type: "client", fields: {} }) as unknown as Row;
  await rows.created(row("lead"));
  await rows.created(row("client"));
  waiting.set({ lead: unsent, client: unsent });
  await rows.edited("lead-id", { client: "client-id" });
  expect([order.holds(about("lead")), order.holds(about("client"))]).toEqual([true, false]);
});

test("what is sent meanwhile does not make a message wait longer", () => {
  const { order, sent, saved } = aDevice(["client", "lead", "third", "fourth"], { client: {} });
  order.holds(about("lead"));
  vi.advanceTimersByTime(3_000);
  saved("third");
  vi.advanceTimersByTime(1_999);
  saved("fourth");
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(sent).toEqual(["lead"]);
});

test("what is said of carets waits for nothing", () => {
  const { order } = aDevice(["client", "lead"], { client: {} });
  expect(order.holds(about("lead"))).toBe(true);
  expect(order.holds({ ...about("lead"), type: "ephemeral" } as unknown as Message)).toBe(false);
});
