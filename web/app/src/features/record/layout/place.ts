import { type Field, type Place, type RecordType, show } from "@roomkey/client";
import type { Group, Layout, Path } from "./layout";
import { layoutOf } from "./layouts";

/** A field of a record with its place in the document that holds it. */
export type Placed = {
  path: Path;
  field: Field;
  label: string;
  place: Place;
  private: boolean; // in the private document
};

/** Finds a field by its path; undefined where the schema, which an older server may have told, lacks it. */
export function placed(type: RecordType, path: Path, labels: Layout["labels"] = {}): Placed | undefined {
  const steps = path.split(".");
  let among: Field[] | undefined = type.fields;
  let field: Field | undefined;
  for (const step of steps) {
    field = among?.find(({ name }) => name === step);
    if (!field) return undefined;
    among = field.fields;
  }
  const root = type.fields.find(({ name }) => name === steps[0]);
  if (!field || !root) return undefined;
  return {
    path,
    field,
    label: labels[path] ?? field.label,
    place: steps as unknown as Place,
    private: root.private === true,
  };
}

/** The JSON Pointer by which presence, refusals and conflicts name a field. */
export function pointerOf({ place, private: hidden }: Pick<Placed, "place" | "private">): string {
  const steps = place.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return `${hidden ? "/private" : ""}${steps.join("")}`;
}

/** The groups of a page. What the schema has and the layout does not, because the server is newer, comes last. */
export function groupsOf(type: RecordType): Group[] {
  const layout = layoutOf(type.name);
  const rest = unplaced(type, layout);
  if (rest.length === 0) return layout.groups;
  const half = Math.ceil(rest.length / 2);
  return [...layout.groups, { title: "More", left: rest.slice(0, half), right: rest.slice(half), rare: rest }];
}

/** The fields of the schema that a layout gives no place: not what is computed, nor what every page has. */
export function unplaced(type: RecordType, layout: Layout): Path[] {
  const known = new Set<Path>([
    ...layout.groups.flatMap(({ left, right }) => [...left, ...right]),
    ...layout.texts,
    ...layout.rows.map(({ field }) => field),
    ...layout.subtitle,
    ...(layout.commission ? ["commission"] : []),
    type.status,
    "tags",
    "notes",
  ]);
  const paths = (field: Field): Path[] =>
    field.kind === "map" && !known.has(field.name)
      ? (field.fields ?? []).filter(({ derived }) => !derived).map(({ name }) => `${field.name}.${name}`)
      : [field.name];
  return type.fields
    .filter(({ derived }) => !derived)
    .flatMap(paths)
    .filter((path) => !known.has(path));
}

/** Whether a field has nothing to show. */
export function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : show(value) === "";
}
