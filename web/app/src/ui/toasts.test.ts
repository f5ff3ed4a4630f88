import { expect, test } from "vitest";
import { shownFor, Toasts } from "./toasts";

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

test("an Undo whose toast has gone is shown again before it is done", () => {
  const toasts = new Toasts();
  const undone: string[] = [];
  const tell = (text: string) => toasts.show({ text, action: { label: "Undo", run: () => undone.push(text) } });
  toasts.dismiss(tell("63 leads given to Ana"));
  toasts.dismiss(toasts.show({ text: "no action" }));
  toasts.undo();
  expect([texts(toasts), undone]).toEqual([["63 leads given to Ana"], []]);
  toasts.undo();
  expect([texts(toasts), undone]).toEqual([[], ["63 leads given to Ana"]]);
  toasts.undo(); // it is done once
  expect(undone).toHaveLength(1);
  for (const text of ["a", "b", "c", "d"]) tell(text); // a has made room
  for (const text of ["d", "c", "b"]) {
    toasts.undo();
    expect(undone.at(-1)).toBe(text);
  }
  toasts.undo();
  expect(texts(toasts)).toEqual(["a"]);
  toasts.forget();
  toasts.undo();
  expect([texts(toasts), undone]).toEqual([[], ["63 leads given to Ana", "d", "c", "b"]]);
});

test("what can be undone is shown for longer", () => {
  expect(shownFor({ action: { label: "Undo", run: () => {} } })).toBeGreaterThan(shownFor({}));
});
