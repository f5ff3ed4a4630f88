import { dollars, type Field, labelOf } from "./schema";

/** What a refusal says of itself. */
type Refused = { code: string; message: string; field?: string; lost: Record<string, string> };

/** A refused edit as a person reads it: which field, what was wrong, and what was written. */
export function explain({ code, message, field, lost }: Refused, fields: Field[]): string {
  const name = field?.split("/").filter((step) => step !== "private")[1];
  const known = fields.find((candidate) => candidate.name === name);
  const reason = code === "forbidden" && !message.startsWith("You") ? "you may not change this" : message;
  const said = known ? `${labelOf(known.name)} ${reason}` : reason.charAt(0).toUpperCase() + reason.slice(1);
  const written = Object.entries(lost).flatMap(([root, value]) => {
    const kind = fields.find((candidate) => candidate.name === root)?.kind;
    const text = kind === "money" ? dollars(Number(value)) : value;
    return text ? [root === name ? `“${text}”` : `${labelOf(root)} “${text}”`] : [];
  });
  return written.length > 0 ? `${said}. You wrote: ${written.join(", ")}` : `${said}.`;
}
