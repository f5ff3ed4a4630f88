import { expect, test } from "vitest";
import { Toasts } from "./toasts";

const texts = (toasts: Toasts) => toasts.shown.get().map(({ text }) => text);

test("at most three are shown, the last ones", () => {
  const toasts = new Toasts();
  for (const text of ["one", "two", "three", "four"]) toasts.show({ text });
  expect(texts(toasts)).toEqual(["two", "three", "four"]);
});

test("toasts of one key are joined and counted", () => {
  const toasts = new Toasts();
  const tell = () => toasts.show({ key: "priya", text: (count) => `Priya made ${count} changes` });
  tell();
  toasts.show({ text: "3 escrows archived" });
  tell();
  tell();
  expect(texts(toasts)).toEqual(["3 escrows archived", "Priya made 3 changes"]);
});

test("Undo runs once, and that of the last toast", () => {
  const toasts = new Toasts();
  const undone: string[] = [];
  for (const text of ["first", "second"]) {
    toasts.show({ text, action: { label: "Undo", run: () => undone.push(text) } });
  }
  toasts.show({ text: "no action" });
  expect(toasts.run("Undo")).toBe(true);
  expect(toasts.run("Undo")).toBe(true);
  expect(toasts.run("Undo")).toBe(false);
  expect(undone).toEqual(["second", "first"]);
  expect(texts(toasts)).toEqual(["no action"]);
});
