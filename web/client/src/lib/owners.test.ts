import { expect, test } from "vitest";
import type { Person } from "./api";
import { ownersOf } from "./owners";

const person = (name: string, owns?: boolean) => ({ id: name, name, owns }) as Person;

test("people to whom records may be given are in the order of their names, without regard to case and marks", () => {
  const people = ["Zoe Park", "de la Cruz", "Álvaro Díaz", "Bob Lee", "Öz Demir"].map((name) => person(name));
  const names = ownersOf([...people, person("Assistant", false)]).map(({ name }) => name);
  expect(names).toEqual(["Álvaro Díaz", "Bob Lee", "de la Cruz", "Öz Demir", "Zoe Park"]);
});
