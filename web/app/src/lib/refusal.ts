import { dollars, type Field, labelOf } from "./schema";
import { entryLabel } from "./shape";

/** What a refusal says of itself. */
type Refused = { code: string; message: string; field?: string; lost: Record<string, string> };

/** A refused edit as a person reads it: which field, what was wrong, and what was written. */
export function explain({ code, message, field, lost }: Refused, fields: Field[]): string {
  const steps = (field?.split("/").slice(1) ?? []).filter((step) => step !== "private");
  const name = steps[0];
  const known = fieldOf(steps, fields);
  const reason = code === "forbidden" && !message.startsWith("You") ? "you may not change this" : message;
  const said = known ? `${known.label} ${reason}` : reason.charAt(0).toUpperCase() + reason.slice(1);
  const written = Object.entries(lost).flatMap(([root, value]) => {
    const kind = root === name ? known?.kind : fields.find((candidate) => candidate.name === root)?.kind;
    const text = kind === "money" && Number.isFinite(Number(value)) ? dollars(Number(value)) : value;
    return text ? [root === name ? `“${text}”` : `${labelOf(root)} “${text}”`] : [];
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
      labels.splice(-1, 1, entryLabel(field.name));
      field = field.item;
    } else {
      const next: Field | undefined = among?.find(({ name }) => name === step);
      if (!next) break;
      labels.push(labelOf(next.name));
      field = next;
    }
    among = field?.fields;
  }
  return field && { label: labels.join(" › "), kind: field.kind };
}
