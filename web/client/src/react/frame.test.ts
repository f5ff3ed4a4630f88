import { expect, test } from "vitest";
import { beforeFrame } from "./frame";

test("work is done once a frame, and not once it is stopped", () => {
  const due: (() => void)[] = [];
  const draw = () => {
    for (const work of due.splice(0)) work();
  };
  const request = (work: () => void) => {
    due.push(work);
    return () => void due.splice(due.indexOf(work), 1);
  };
  let done = 0;
  const framed = beforeFrame(() => done++, { request });
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
