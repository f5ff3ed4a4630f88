import { type Parsed, problem, quoted, understood } from "./parsed";

// As the server has them, so that both patterns are the same text; see crm/format.go.
const local = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const label = "[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]*[\\p{L}\\p{M}\\p{N}])";

/** What counts as an e-mail address: the server's pattern (crm.FormatEmail), which the schema's fields carry. */
export const emailPattern = `^(?: *${local}(?:[.]${local})*@(?:${label}?[.])+${label} *)?$`;

const email = new RegExp(emailPattern, "u");

/** The longest address that mail is sent to (RFC 5321), in characters. */
export const maxEmail = 254;

/** Reads an e-mail address, also out of "Ana Lee <ana@example.com>" or "mailto:ana@example.com". */
export function parseEmail(typed: string): Parsed<string> {
  const text = typed.normalize("NFC").trim();
  const address = (/<([^<>]*)>$/.exec(text)?.[1] ?? text.replace(/^mailto:/i, "")).trim();
  if (address === "") return problem("Enter an e-mail address, such as ana@example.com.");
  if (address.length <= maxEmail && email.test(address)) return understood(address, address);
  if (!address.includes("@")) return problem(`${quoted(typed)} is not an e-mail address: it has no @.`);
  return problem(`${quoted(typed)} is not an e-mail address such as ana@example.com.`);
}
