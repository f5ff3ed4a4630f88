import type { Field } from "@roomkey/client";

/** What an empty field says, which is also what to do: "Add a date". */
export function invitation({ kind, ref, options }: Field): string {
  switch (kind) {
    case "date":
      return "Add a date";
    case "time":
      return "Add a date and time";
    case "money":
      return "Add an amount";
    case "number":
      return "Add a number";
    case "ref":
      return ref === "user" ? "Choose a person" : `Link ${/^[aeiou]/.test(ref ?? "") ? "an" : "a"} ${ref}`;
    case "bool":
      return "Not said";
    case "list":
      return "Add one";
  }
  return options ? "Choose" : "Add";
}

/** Who sees a private section, in the reader's words. */
export function readers(user: { id: string }, owner: string | undefined): string {
  return owner === user.id ? "You and brokers" : "The owner and brokers";
}
