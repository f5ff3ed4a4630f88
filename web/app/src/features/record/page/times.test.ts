import { deviceZone } from "@roomkey/client/values";
import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { placed } from "../layout/place";
import type { Half, OpenRecord } from "./OpenRecord";
import { readTyped } from "./readTyped";
import { textOf } from "./shownValue";

// Wherever these tests run, one of the two is not the device's zone.
const zones = ["Pacific/Auckland", "America/Denver"];
const appointment = typeNamed("appointment");

function opened(fields: Record<string, unknown>): OpenRecord {
  const half = { handle: { isReady: () => true, doc: () => fields } } as unknown as Half;
  return { type: appointment, shared: half, today: "2026-12-01" } as OpenRecord;
}

test.each([
  ["America/Denver", "2026-12-05T21:30:00.000Z"],
  ["Pacific/Auckland", "2026-12-05T01:30:00.000Z"],
])("a time that is typed for an appointment in %s is a time there", (TZID, expected) => {
  const start = placed(appointment, "DTSTART");
  if (!start) throw new Error("the schema has no DTSTART");
  const read = readTyped(opened({ TZID }), start, "12/5/2026 2:30 PM");
  expect(read).toMatchObject({ ok: true, value: expected });
  expect(readTyped(opened({ TZID: "Mars/Olympus" }), start, "12/5/2026 2:30 PM")).toEqual(
    readTyped(opened({ TZID: deviceZone() }), start, "12/5/2026 2:30 PM"),
  );
});

test("a time is shown in its record's zone, which is named where it is not the device's", () => {
  const start = placed(appointment, "DTSTART");
  if (!start) throw new Error("the schema has no DTSTART");
  const shown = (zone?: string) => textOf(start.field, "2026-12-05T21:30:00Z", () => undefined, zone);
  expect(shown(deviceZone())).toBe(shown());
  for (const zone of zones.filter((zone) => zone !== deviceZone())) {
    expect(shown(zone)).toBe(
      zone === "America/Denver" ? "Sat, Dec 5, 2026, 2:30 PM MST" : "Sun, Dec 6, 2026, 10:30 AM GMT+13",
    );
  }
});
