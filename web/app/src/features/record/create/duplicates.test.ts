import type { Row } from "@roomkey/client";
import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { clientsLike, inCommon, withInCommon } from "./duplicates";

const row = (id: string, type: string, fields: Record<string, unknown>) => ({ id, type, fields }) as unknown as Row;
const likely = (...asked: Parameters<typeof withInCommon>) => withInCommon(...asked).same;
const ids = (rows: Row[]) => rows.map(({ id }) => id);

test("people are known by their e-mails in any case and their phones in any form", () => {
  const type = typeNamed("lead");
  const rows = [
    row("a", "lead", { email: "Ann@Example.com" }),
    row("b", "lead", { phone: "+1 (916) 555-0142" }),
    row("c", "lead", { phone: "916-555-0143" }),
    row("d", "escrow", { email: "ann@example.com" }),
  ];
  expect(ids(likely(type, { email: "ann@example.com", phone: "9165550142" }, rows))).toEqual(["a", "b"]);
  expect(ids(likely(type, { email: "ann@example.com" }, rows, ({ id }) => id !== "a"))).toEqual([]);
  expect(likely(type, { email: "", phone: "5" }, rows)).toEqual([]);
});

test("clients are known by any of their phones, listings by number or address", () => {
  const client = row("a", "client", { TEL: [{ id: "1", number: "916 555 0199" }], Email: ["x@example.com"] });
  expect(ids(likely(typeNamed("client"), { TEL: [{ number: "(916) 555-0199" }] }, [client]))).toEqual(["a"]);
  const listing = row("l", "listing", { ListingId: "226041877", UnparsedAddress: "418 Sorrel Court" });
  expect(ids(likely(typeNamed("listing"), { UnparsedAddress: "418 sorrel  court," }, [listing]))).toEqual(["l"]);
});

test("a lead is looked for among the clients too, and these come first; a client is not among leads", () => {
  const rows = [
    row("l", "lead", { email: "ann@example.com" }),
    row("c", "client", { Email: ["other@example.com", "Ann@Example.com"] }),
    row("p", "client", { TEL: [{ number: "(916) 555-0142" }] }),
    { ...row("gone", "client", { Email: ["ann@example.com"] }), archivedAt: "2026-01-01T00:00:00Z" },
  ];
  const lead = { email: "ANN@example.com", phone: "916-555-0142" };
  expect(ids(likely(typeNamed("lead"), lead, rows.slice(0, 3)))).toEqual(["c", "p", "l"]);
  expect(ids(clientsLike(lead, rows))).toEqual(["c", "p"]);
  expect(ids(likely(typeNamed("client"), { Email: ["ann@example.com"] }, rows))).toEqual(["c", "gone"]);
});

test("archived ones hide none that is live", () => {
  const dora = (id: string, archivedAt?: string) =>
    ({ ...row(id, "client", { FirstName: "Dora", LastName: "Double", Email: ["d@example.com"] }), archivedAt }) as Row;
  const at = "2026-01-01T00:00:00Z";
  const rows = [dora("1", at), dora("2", at), dora("3", at), dora("live")];
  const values = { FirstName: "Dora", LastName: "Double", Email: ["d@example.com"] };
  expect(ids(likely(typeNamed("client"), values, rows))).toEqual(["live", "1", "2"]);
  expect(ids(likely(typeNamed("client"), values, rows, ({ archivedAt }) => !archivedAt))).toEqual(["live"]);
  expect(ids(withInCommon(typeNamed("client"), values, rows, () => false).all)).toEqual(["1", "2", "3", "live"]);
  expect(ids(clientsLike({ email: "d@example.com" }, rows))).toEqual(["live"]);
});

test("who shares a phone with somebody of another name is not the same person", () => {
  const rows = [
    row("n", "client", { FirstName: "Hugo", LastName: "García", TEL: [{ number: "916 555 0142" }] }),
    row("i", "client", { FirstName: "Q.", LastName: "Jensen", TEL: [{ number: "916 555 0142" }] }),
    row("l", "lead", { name: "jensen, QUINN", phone: "916 555 0142" }),
    row("u", "lead", { phone: "916 555 0142" }),
  ];
  const like = (name: string) => ids(likely(typeNamed("lead"), { name, phone: "(916) 555-0142" }, rows));
  expect(like("Quinn Jensen")).toEqual(["i", "l", "u"]);
  expect(like("Ana Garcia")).toEqual(["u"]); // of one family, perhaps
  expect(like("Garcia, Hugo")).toEqual(["n", "u"]);
  expect(like("Tom Okafor")).toEqual(["u"]);
});

test("a father is not his son, nor is one of two people of one Chinese family name the other", () => {
  const phone = "916 555 0142";
  const rows = [
    row("s", "client", { FirstName: "Sam", LastName: "Hill Sr.", TEL: [{ number: phone }] }),
    row("x", "client", { FirstName: "小龙", LastName: "李", TEL: [{ number: phone }] }),
  ];
  const like = (FirstName: string, LastName: string) =>
    ids(likely(typeNamed("client"), { FirstName, LastName, TEL: [{ number: phone }] }, rows));
  expect(like("Sam", "Hill Jr.")).toEqual([]);
  expect(like("Samuel", "Hill Sr")).toEqual(["s"]);
  expect(like("小凤", "李")).toEqual([]);
  expect(like("小龙", "李")).toEqual(["x"]);
});

test("who shares a contact under another name is offered as related, unless it is an office's", () => {
  const phone = "916 555 0142";
  const client = (id: string, FirstName: string, LastName: string) =>
    row(id, "client", { FirstName, LastName, TEL: [{ number: phone }] });
  const home = [
    client("b", "Bob", "Wu"),
    client("c", "Carol", "Wu"),
    client("s", "Bob", "Wu Jr."),
    client("n", "", ""),
  ];
  const type = typeNamed("client");
  const relatives = (...asked: Parameters<typeof withInCommon>) => withInCommon(...asked).related;
  const bob = { FirstName: "Robert", LastName: "Wu", TEL: [{ number: "(916) 555-0142" }] };
  expect(ids(relatives(type, bob, home))).toEqual(["c", "s"]);
  expect(ids(relatives(type, bob, home, ({ id }) => id !== "c"))).toEqual(["s"]);
  expect(ids(relatives(typeNamed("lead"), { name: "Eva Wu", phone }, home))).toEqual(["b", "c", "s"]);
  expect(relatives(type, { FirstName: "Bob", LastName: "Wu" }, home)).toEqual([]);
  expect(relatives(type, { TEL: [{ number: phone }] }, home)).toEqual([]); // nobody's name is another one
  const desk = Array.from({ length: 31 }, (_, at) => client(`${at}`, `Agent${at}`, "Hart"));
  expect(relatives(type, bob, desk)).toEqual([]);
});

test("an e-mail address is one with dots and a tag where its provider says so", () => {
  const rows = [row("a", "lead", { name: "Ana Ortiz", email: "ana.ortiz@gmail.com" })];
  const lead = { name: "Ana Ortiz", email: "AnaOrtiz+zillow@googlemail.com" };
  expect(ids(likely(typeNamed("lead"), lead, rows))).toEqual(["a"]);
});

test("it is told what two records have in common", () => {
  const lead = (fields: Record<string, unknown>) => row("x", "lead", fields);
  expect(inCommon("lead", { phone: "9165550142" }, lead({ phone: "+1 (916) 555-0142", email: "b@example.com" }))).toBe(
    "same phone",
  );
  expect(inCommon("lead", { email: "A@example.com" }, row("c", "client", { Email: ["a@example.com"] }))).toBe(
    "same email",
  );
  expect(inCommon("lead", { phone: "9165550142" }, lead({ phone: "9165550143" }))).toBe("");
});
