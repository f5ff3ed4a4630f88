import type { Field, RecordType, Row } from "@roomkey/client";
import type { Day } from "../../trade/days";

/** What a column's values are, which decides how they are compared, filtered and drawn. */
export type ColumnKind =
  | "title"
  | "text"
  | "option" // one of a field's options
  | "money" // cents
  | "number"
  | "date" // a Day
  | "time" // milliseconds
  | "bool"
  | "person" // a user's id
  | "record" // another record's id
  | "values" // several texts
  | "deadline" // a Day
  | "progress"; // a share, 0 to 1

/** A value as lists compare it; undefined where the record has none. */
export type Value = string | number | boolean | string[] | undefined;

/** When and where a list is looked at, and by whom. */
export type Now = { today: Day; zone: string; me: string };

/** A column of a list. Its id is short, goes into addresses and saved views, and never changes its meaning. */
export type Column = {
  id: string; // a field's name, "map.member", or a name of the list's own
  label: string;
  short?: string; // the label of the header, where the field's is long
  kind: ColumnKind;
  field?: Field;
  private: boolean; // of the private half: empty for whoever may not read that
  width: number; // pixels
  total?: "sum" | "average" | "away"; // what groups and the foot of the list show; away: the average days from today
  value: (row: Row, now: Now) => Value;
};

/** The columns of a type: all that there are, by id, and those that are shown unless somebody chooses. */
export type Columns = { all: ReadonlyMap<string, Column>; shown: string[] };

/** The type of a record as lists need it. */
export type ListedType = Pick<RecordType, "name" | "plural" | "label" | "labels" | "title" | "status" | "fields">;
