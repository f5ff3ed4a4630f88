import { editedText } from "@roomkey/client/values";
import { startCreating } from "../features/record/create/creating";

/** Opens the form of an appointment from a moment, in milliseconds. */
export function newAppointment(from: number): void {
  const start = editedText({ name: "DTSTART", label: "", kind: "time" }, new Date(from).toISOString());
  startCreating("appointment", { typed: { DTSTART: start } });
}
