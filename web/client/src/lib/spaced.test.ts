import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Spaced } from "./spaced";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the first call is done at once, and those that follow together once the time is over", async () => {
  const began: number[] = [];
  const start = Date.now();
  const spaced = new Spaced(async () => void began.push(Date.now() - start), 50);
  await spaced.ask();
  expect(began).toEqual([0]);
  const burst = [spaced.ask(), spaced.ask(), spaced.ask()];
  vi.advanceTimersByTime(49);
  expect(began).toEqual([0]);
  vi.advanceTimersByTime(1);
  await Promise.all(burst);
  expect(began).toEqual([0, 50]);
  void spaced.ask();
  vi.advanceTimersByTime(50);
  expect(began).toEqual([0, 50, 100]);
  vi.advanceTimersByTime(50);
  void spaced.ask(); // nothing was asked for meanwhile: it is the first again
  expect(began).toEqual([0, 50, 100, 150]);
});

test("who asks hears of the failure of the run, and later runs are made", async () => {
  let fails = true;
  const spaced = new Spaced(async () => {
    if (fails) throw new Error("no network");
  }, 50);
  await expect(spaced.ask()).rejects.toThrow("no network");
  const next = spaced.ask();
  fails = false;
  vi.advanceTimersByTime(50);
  await next;
});
