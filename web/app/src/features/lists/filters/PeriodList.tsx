import { Radio, ScrollArea } from "@mantine/core";
import type { Column } from "../column";
import { periodLabel, periodNames } from "../period";
import styles from "./filters.module.css";

type Props = { column: Column; chosen: string | undefined; onChange: (period: string) => void };

/** Periods that move with the day: this month, the next 7 days. */
export function PeriodList({ column, chosen, onChange }: Props) {
  return (
    <ScrollArea.Autosize mah={260}>
      <Radio.Group aria-label={column.label} value={chosen ?? ""} onChange={onChange}>
        <div className={styles.choices}>
          {periodNames.map((name) => (
            <Radio key={name} size="xs" value={name} label={periodLabel(name)} />
          ))}
        </div>
      </Radio.Group>
    </ScrollArea.Autosize>
  );
}
