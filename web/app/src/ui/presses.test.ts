import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { longestPress, Presses } from "./presses";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What a page gets of a press, with what its mousedown makes of the field that has the focus. */
function page() {
  const events = new EventTarget();
  const presses = new Presses(events);
  const told: string[] = [];
  const send = (...names: string[]) => {
    for (const name of names) {
      if (name === "blur") presses.after(() => told.push("act"));
      else events.dispatchEvent(new Event(name));
      if (name === "click") told.push("click");
    }
  };
  return { told, send };
}

test("what moves the page waits for the click of a mouse", () => {
  const { told, send } = page();
  send("pointerdown", "mousedown", "blur");
  vi.advanceTimersByTime(longestPress - 1);
  expect(told).toEqual([]);
  send("pointerup", "mouseup", "click");
  vi.advanceTimersByTime(longestPress);
  expect(told).toEqual(["click", "act"]);
});

test("and for that of a finger, whose pointer is up before the field is left", () => {
  const { told, send } = page();
  send("pointerdown", "pointerup", "mousedown", "blur");
  expect(told).toEqual([]);
  send("mouseup", "click");
  vi.advanceTimersByTime(0);
  expect(told).toEqual(["click", "act"]);
});

test("it waits for no press that is over, and for none whose end never comes", () => {
  const { told, send } = page();
  send("pointerdown", "pointercancel", "blur");
  expect(told).toEqual(["act"]);
  send("pointerdown", "mousedown", "blur");
  vi.advanceTimersByTime(longestPress);
  expect(told).toEqual(["act", "act"]);
  send("pointerup");
  vi.advanceTimersByTime(0);
  expect(told).toEqual(["act", "act"]);
});
