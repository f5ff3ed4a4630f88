import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Hands } from "./hands";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether a promise has resolved by now. */
function watched(promise: Promise<void>): { done: boolean } {
  const state = { done: false };
  void promise.then(() => {
    state.done = true;
  });
  return state;
}

test("where nobody is at work nothing waits", async () => {
  const rest = watched(new Hands().rest(2_000));
  await vi.advanceTimersByTimeAsync(0);
  expect(rest.done).toBe(true);
});

test("what can wait does so until 150 ms after the last sign of somebody", async () => {
  const hands = new Hands();
  hands.note();
  const rest = watched(hands.rest(2_000));
  await vi.advanceTimersByTimeAsync(100);
  hands.note();
  await vi.advanceTimersByTimeAsync(140);
  expect(rest.done).toBe(false);
  await vi.advanceTimersByTimeAsync(10);
  expect(rest.done).toBe(true);
});

test("who scrolls without a pause holds up nothing for ever", async () => {
  const hands = new Hands();
  const scrolling = setInterval(() => hands.note(), 16);
  hands.note();
  const rest = watched(hands.rest(2_000));
  await vi.advanceTimersByTimeAsync(1_990);
  expect(rest.done).toBe(false);
  await vi.advanceTimersByTimeAsync(10);
  expect(rest.done).toBe(true);
  clearInterval(scrolling);
});
