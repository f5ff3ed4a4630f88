import { expect, test } from "vitest";
import { beforeFrame, sharedFrames } from "./frame";

/** Frames that are drawn by hand. */
function byHand() {
  const asked: (() => void)[] = [];
  const draw = () => {
    const count = asked.length;
    for (const flush of asked.splice(0)) flush();
    return count;
  };
  return { frames: sharedFrames((flush) => asked.push(flush)), draw };
}

test("work is done once a frame, and not once it is stopped", () => {
  const { frames, draw } = byHand();
  let done = 0;
  const framed = beforeFrame(() => done++, frames);
  for (let asked = 0; asked < 100; asked++) framed.ask();
  expect(done).toBe(0);
  draw();
  expect(done).toBe(1);
  draw();
  expect(done).toBe(1);
  framed.ask();
  framed.stop();
  draw();
  expect(done).toBe(1);
  framed.ask();
  draw();
  expect(done).toBe(2);
});

test("all work of a frame is done at once, what fails stops no other, and what one stops is not done", () => {
  const { frames, draw } = byHand();
  const done: string[] = [];
  const last = beforeFrame(() => done.push("last"), frames);
  const again = beforeFrame(() => done.push("again"), frames);
  const all = [
    beforeFrame(() => done.push("first"), frames),
    beforeFrame(() => {
      last.stop();
      again.ask(); // for the next frame
      throw new Error("a part of the page is broken");
    }, frames),
    last,
    beforeFrame(() => done.push("another"), frames),
  ];
  const { error } = console;
  console.error = () => undefined;
  for (const framed of all) framed.ask();
  expect(draw()).toBe(1);
  console.error = error;
  expect(done).toEqual(["first", "another"]);
  expect(draw()).toBe(1);
  expect(done).toEqual(["first", "another", "again"]);
});
