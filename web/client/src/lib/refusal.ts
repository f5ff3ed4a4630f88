import { stepsOf } from "./pointer";
import { dollars, type Field } from "./schema";

/** What a refusal says of itself. */
type Refused = { code: string; message: string; field?: string; lost: Record<string, string> };

/** A refused edit as a person reads it: which field, what was wrong, and what was written. */
export function explain({ code, message, field, lost }: Refused, fields: Field[]): string {
  const { steps } = stepsOf(field ?? "");
  const name = steps[0];
  const known = fieldOf(steps, fields);
  const reason = code === "forbidden" && !message.startsWith("You") ? "you may not change this" : message;
  const said = known ? `${known.label} ${reason}` : reason.charAt(0).toUpperCase() + reason.slice(1);
  const written = Object.entries(lost).flatMap(([root, value]) => {
    const lostField = fields.find((candidate) => candidate.name === root);
    const kind = root === name ? known?.kind : lostField?.kind;
    const text = kind === "money" && Number.isFinite(Number(value)) ? dollars(Number(value)) : value;
    return text ? [root === name ? `“${text}”` : `${lostField?.label ?? root} “${text}”`] : [];
  });
  return written.length > 0 ? `${said}. You wrote: ${written.join(", ")}` : `${said}.`;
}

/** The field that the steps lead to, and what it is called: "Checklist item › Due". */
function fieldOf(steps: string[], fields: Field[]): { label: string; kind: Field["kind"] } | undefined {
  const labels: string[] = [];
  let field: Field | undefined;
  let among: Field[] | undefined = fields;
  for (const step of steps) {
    if (field?.kind === "list") {
      field = field.item;
      if (field) labels.splice(-1, 1, field.label);
    } else {
      const next: Field | undefined = among?.find(({ name }) => name === step);
      if (!next) break;
      labels.push(next.label);
      field = next;
    }
    among = field?.fields;
  }
  return field && { label: labels.join(" › "), kind: field.kind };
}
