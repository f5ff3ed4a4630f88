import { expect, test } from "vitest";
import { type Check, checkInWords, type Region, regionInWords } from "./regions";

const region: Region = {
  name: "iad",
  state: "there",
  witness: false,
  silentSeconds: 0.4,
  lacks: 0,
  ahead: 0,
  rowsBehind: 0,
  wayMs: 41.4,
};

test("a region says whether it is there, how far, and what it lacks", () => {
  expect(regionInWords(region, "fra")).toEqual({ well: true, title: "iad", detail: "41 ms away" });
  expect(regionInWords({ ...region, wayMs: null }, "fra").detail).toBe("there");
  expect(regionInWords({ ...region, state: "here", wayMs: null }, "iad").detail).toBe("this one · orders rows");
  expect(regionInWords({ ...region, lacks: 3, ahead: 20 }, "").detail).toBe("41 ms away"); // they are on the way
  expect(regionInWords({ ...region, lacks: 3000, ahead: 200 }, "").detail).toBe(
    "41 ms away · lacks 3,000 writes · 200 writes ahead",
  );
  expect(regionInWords({ ...region, witness: true, wayMs: null }, "").detail).toBe("witness");
});

test("a region that is silent or behind is not well", () => {
  const silent = regionInWords({ ...region, state: "silent", silentSeconds: 92.1, lacks: 317, rowsBehind: 16 }, "fra");
  expect(silent).toEqual({ well: false, title: "iad", detail: "silent for 92 s · lacks 317 writes · 16 rows behind" });
  expect(regionInWords({ ...region, state: "silent", lacks: 1 }, "").detail).toBe("silent for 0 s · lacks 1 write");
  expect(regionInWords({ ...region, state: "unseen" }, "").detail).toBe("not heard yet");
  expect(regionInWords({ ...region, rowsBehind: 1 }, "").well).toBe(false);
  expect(regionInWords({ ...region, ahead: 5_000 }, "").well).toBe(false);
  expect(regionInWords({ ...region, state: "silent", silentSeconds: 600 }, "").detail).toBe("silent for 10 min");
  expect(regionInWords({ ...region, state: "silent", silentSeconds: 90_000 }, "").detail).toBe("silent for 25 h");
});

test("a check says what it found", () => {
  const check: Check = { at: "2026-11-30T09:41:00Z", problem: "", seenMs: 3.2, savedMs: 9.9, leaks: [] };
  expect(checkInWords(check)).toMatchObject({ well: true, title: "An edit of its own went well" });
  expect(checkInWords(check).detail).toMatch(/^seen in 3 ms, saved in 10 ms, at \d+:41/);
  expect(checkInWords({ ...check, problem: "an edit was not saved in time", savedMs: null })).toMatchObject({
    well: false,
    title: "An edit was not saved in time",
  });
  expect(checkInWords({ ...check, leaks: ["descriptors", "heap"] }).title).toBe(
    "It holds more and more open files and memory",
  );
});
