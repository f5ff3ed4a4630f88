import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Again } from "./again";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

test("each wait is twice the one before, 30 s at most, and the first again after a success", async () => {
  let done = 0;
  const again = new Again(
    async () => void done++,
    () => 0.999,
  );
  for (const milliseconds of [499, 999, 1_998, 3_996, 7_992, 15_984, 29_970, 29_970]) {
    again.failed();
    const before = done;
    await vi.advanceTimersByTimeAsync(milliseconds - 1);
    expect(done).toBe(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(done).toBe(before + 1);
  }
  again.stop();
  again.failed();
  again.failed(); // waits for two at once are one
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).toBe(9);
});

test("nothing is done again after the end, also where it fails then", async () => {
  let done = 0;
  const again = new Again(async () => void done++);
  again.failed();
  again.end();
  again.failed();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).toBe(0);
});
