import { type Field, show } from "./schema";

/** How a field is edited: as one value, a link to a record or person, several values, or a form within the form. */
export type Shape = "scalar" | "ref" | "values" | "map" | "entries";

export function shapeOf({ kind, item }: Field): Shape {
  switch (kind) {
    case "ref":
    case "map":
      return kind;
    case "list":
      return item?.kind === "map" ? "entries" : "values";
  }
  return "scalar";
}

/** Whether a field is a form within the form, and needs the page's whole width. */
export function isForm(field: Field): boolean {
  const shape = shapeOf(field);
  return shape === "map" || shape === "entries";
}

/** What is shown of a map, or of an entry: not its id, and not what is computed, which no document holds. */
export function cellsOf(field: Field): Field[] {
  const map = field.kind === "list" ? field.item : field;
  return (map?.fields ?? []).filter((cell) => cell.name !== "id" && !cell.derived);
}

/** What a control is called: "Status" may be there for each contingency, so they say whose they are. */
export function controlName(field: Field, within: string | undefined): string {
  return within ? `${field.label}, ${within}` : field.label;
}

/** The values of a list once each: two people may have added the same one. */
export function valuesOf(list: unknown): string[] {
  return Array.isArray(list) ? [...new Set(list.map(show))].filter(Boolean) : [];
}
