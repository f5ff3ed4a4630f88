import type { Rows } from "../layout/layout";
import { layoutOf } from "../layout/layouts";
import { Checklist } from "./Checklist";
import { Contingencies } from "./Contingencies";
import { useRecord } from "./OpenRecord";
import { Photos } from "./Photos";
import { PlainRows } from "./PlainRows";

/** The lists of maps of the record, each as rows. Photos stand above the facts instead. */
export function ListRows({ only }: { only?: Rows["as"] }) {
  const { type } = useRecord();
  return layoutOf(type.name)
    .rows.filter(({ as }) => (only ? as === only : as !== "photos"))
    .map((rows) => {
      const field = type.fields.find(({ name }) => name === rows.field);
      if (!field) return null;
      switch (rows.as) {
        case "contingencies":
          return <Contingencies key={rows.field} field={field} />;
        case "checklist":
          return <Checklist key={rows.field} field={field} />;
        case "photos":
          return <Photos key={rows.field} field={field} />;
      }
      return <PlainRows key={rows.field} field={field} />;
    });
}
