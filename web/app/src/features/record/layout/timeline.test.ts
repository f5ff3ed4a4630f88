import { expect, test } from "vitest";
import { type Change, timelineOf, when } from "./timeline";

const at = (minute: number) => `2026-12-01T09:${String(minute).padStart(2, "0")}:00Z`;
const change = (minute: number, user: string, ...fields: string[]): Change => ({
  heads: [`h${minute}`],
  user,
  at: at(minute),
  fields,
});

test("changes that go on with one another are one, from before the first to after the last", () => {
  const entries = timelineOf(
    [
      change(0, "00000000-0000-0000-0000-000000000000", "/status"),
      change(1, "ana", "/briefing"),
      change(2, "ana", "/briefing"),
      change(3, "priya", "/purchasePrice"),
      change(40, "priya", "/purchasePrice"),
    ],
    [],
    [],
  );
  expect(entries).toMatchObject([
    { user: "priya", from: ["h3"], to: ["h40"] },
    { user: "priya", from: ["h2"], to: ["h3"] },
    { user: "ana", field: "/briefing", from: ["h0"], to: ["h2"], at: at(2) },
    { user: "", field: "/status", from: [] },
  ]);
});

test("whoever made the record is told, and not the empty lists that every record begins with", () => {
  const entries = timelineOf(
    [
      change(0, "00000000-0000-0000-0000-000000000000", "/tags", "/briefing", "/areas"),
      change(1, "ana", "/type", "/name", "/stage"),
      change(2, "ana", "/name"),
    ],
    [],
    [],
  );
  expect(entries).toMatchObject([
    { user: "ana", field: "/name", made: false },
    { user: "ana", made: true },
  ]);
});

test("notes stand for themselves, and a change of several fields names none", () => {
  const note = { id: "n", author: "jo", at: at(5), body: "Prelim is clean." };
  const entries = timelineOf(
    [change(4, "jo", "/notes/0", "/notes/0/body"), change(6, "tom", "/checklist/1/status", "/contingencies/0/status")],
    [note],
    [{ id: "m", title: "Inspection", at: at(30) }],
  );
  expect(entries.map(({ kind }) => kind)).toEqual(["appointment", "change", "note"]);
  expect(entries[1]).toMatchObject({ field: "", fields: ["/checklist", "/contingencies"] });
});

test("the halves of a record have heads of their own", () => {
  const secret = { ...change(2, "ana", "/private/loanAmount"), private: true };
  const entries = timelineOf([change(1, "ana", "/side"), secret, change(3, "ana", "/side")], [], []);
  expect(entries).toMatchObject([
    { field: "/side", from: ["h1"] },
    { field: "/private/loanAmount", from: [] },
    { field: "/side", from: [] },
  ]);
});

test("when something was is told in short", () => {
  const now = new Date(2026, 11, 1, 12, 0).getTime();
  const local = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();
  expect(when(new Date(now - 20_000).toISOString(), now)).toBe("now");
  expect(when(new Date(now - 300_000).toISOString(), now)).toBe("5 min ago");
  expect(when(local(2026, 11, 1, 9, 41), now)).toBe("today, 9:41 AM");
  expect(when(local(2026, 10, 30, 16, 12), now)).toBe("yesterday, 4:12 PM");
  expect(when(local(2026, 10, 28, 16, 12), now)).toBe("Nov 28");
  expect(when(local(2025, 10, 28, 16, 12), now)).toBe("Nov 28, 2025");
  expect(when("never", now)).toBe("");
});
