import { expect, test } from "vitest";
import { escrow } from "../fixtures";
import { type Entry, entriesOf } from "./entries";
import { timesInWords, whenInWords } from "./words";

const zone = "America/Los_Angeles";
const entry = (DTSTART: string, DTEND: string, TZID = zone) =>
  entriesOf([escrow({ DTSTART, DTEND, TZID }, { type: "appointment" })], zone)[0] as Entry;

test("times are said once where one half of the day holds both, and in both zones where they differ", () => {
  const afternoon = entry("2026-12-01T21:00:00Z", "2026-12-02T00:00:00Z", "America/New_York");
  expect(timesInWords(afternoon, zone)).toBe("1 to 4 PM");
  expect(timesInWords(entry("2026-12-01T17:30:00Z", "2026-12-01T21:00:00Z"), zone)).toBe("9:30 AM to 1 PM");
  expect(whenInWords(afternoon, zone, "2026-12-01")).toEqual({
    here: "Tue, Dec 1, 1 to 4 PM",
    there: "Tue, Dec 1, 4 to 7 PM in New York",
  });
  expect(whenInWords({ ...afternoon, zone }, zone, "2026-12-01").there).toBe("");
  expect(timesInWords({ ...afternoon, allDay: true }, zone)).toBe("all day");
});
