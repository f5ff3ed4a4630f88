import { api, type Body } from "@roomkey/client";

/** Letters and digits that nobody mistakes for each other. */
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Reports an error to the server's log: its class and its places in the app's scripts, and nothing that a user typed.
 * Gives the reference, such as "R7Q2F", that the log holds after the class. Rejects where there is no connection.
 */
export async function report(error: unknown): Promise<string> {
  const bytes = crypto.getRandomValues(new Uint8Array(4));
  const reference = `R${[...bytes].map((byte) => alphabet[byte % alphabet.length]).join("")}`;
  const { name, stack } = error instanceof Error ? error : { name: "Error", stack: "" };
  const places = (stack ?? "").split("\n").filter((line) => line.includes("/assets/"));
  const body: Body<"post", "/client-errors"> = { name: `${name}.${reference}`, stack: places.join("\n") };
  await api("POST", "/client-errors", body);
  return reference;
}
