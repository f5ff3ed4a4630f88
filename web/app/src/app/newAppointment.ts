import { editedText } from "@roomkey/client/values";
import { startCreating } from "../features/record/create/creating";

const hour = 3_600_000;

/** Opens the form of an appointment of an hour from a moment, in milliseconds. */
export function newAppointment(from: number): void {
  const typed = (name: string, at: number) => editedText({ name, label: "", kind: "time" }, new Date(at).toISOString());
  startCreating("appointment", { DTSTART: typed("DTSTART", from), DTEND: typed("DTEND", from + hour) });
}
