import type { Member } from "@roomkey/client";
import { expect, test } from "vitest";
import { peopleAt } from "./peopleAt";

const member = (user: string, viewing?: string): [string, Member] => [
  `${user}/${viewing}`,
  { room: "", user, device: "", status: "online", viewing },
];

test("a list has the faces of the others who look at its records, each once", () => {
  const rooms = {
    "record:a": new Map([member("tom", "a"), member("ana", "a"), member("priya", "other")]),
    "record:b": new Map([member("tom", "b"), member("jo", "b")]),
    "team:x": new Map([member("lee")]),
  };
  expect(peopleAt(rooms, new Set(["a", "b"]), "ana")).toEqual(["jo", "tom"]);
  expect(peopleAt(rooms, new Set(), "ana")).toEqual([]);
});
