import { NativeSelect } from "@mantine/core";
import type { Column, Now } from "../column";
import { type Filter, isValid, type Operator, operatorsOf, valueCount } from "../filter";
import { operatorLabel } from "../words";
import { ChoiceList } from "./ChoiceList";
import styles from "./filters.module.css";
import { PeriodList } from "./PeriodList";
import { ValueInputs } from "./ValueInputs";

type Props = {
  column: Column;
  filter: Filter;
  now: Now;
  nameOf: (id: string) => string | undefined;
  onChange: (filter: Filter) => void; // only what is valid, or has no values
};

/** Changes a filter: its operator, and below it the values. What is chosen holds at once. */
export function FilterEditor({ column, filter, now, nameOf, onChange }: Props) {
  const change = (values: string[]) => onChange({ ...filter, values });
  const choose = (op: Operator) => {
    const next = { ...filter, op };
    onChange(isValid(next, column) ? next : { ...next, values: [] });
  };
  const count = valueCount(filter.op);
  return (
    <div className={styles.editor}>
      <NativeSelect
        size="xs"
        aria-label={`${column.label}: condition`}
        data={operatorsOf(column).map((op) => ({ value: op, label: operatorLabel(op) }))}
        value={filter.op}
        onChange={(event) => choose(event.currentTarget.value as Operator)}
      />
      {count === "many" && (
        <ChoiceList column={column} chosen={filter.values} now={now} nameOf={nameOf} onChange={change} />
      )}
      {filter.op === "in" && (
        <PeriodList column={column} chosen={filter.values[0]} onChange={(period) => change([period])} />
      )}
      {(count === "two" || (count === "one" && filter.op !== "in")) && (
        <ValueInputs key={filter.op} column={column} count={count} values={filter.values} now={now} onChange={change} />
      )}
    </div>
  );
}
