import { useNaming } from "@roomkey/client/react";
import { Fact, Facts } from "../../../ui/Fact";
import { toneClass } from "../../../ui/tone";
import { factsOf, type ShownFact } from "../layout/facts";
import { useDoc, useRecord } from "./OpenRecord";
import styles from "./record.module.css";

type Props = {
  only?: readonly number[];
  onEdit?: (path: string | undefined) => (() => void) | undefined; // what a press on a figure does
};

/** The figures that matter most, computed as people type. */
export function FactsRow({ only, onEdit }: Props) {
  const record = useRecord();
  const nameOf = useNaming();
  const secret = useDoc(record.secret, (doc) => doc);
  const shown = useDoc(record.shared, (doc) =>
    JSON.stringify(
      factsOf({
        type: record.type,
        fields: doc ?? {},
        secret: record.secret && secret,
        derived: {},
        today: record.today,
        nameOf,
      }),
    ),
  );
  const facts = JSON.parse(shown) as ShownFact[];
  const chosen = only ? only.flatMap((index) => facts[index] ?? []) : facts;
  return (
    <Facts>
      {chosen.map((fact) => (
        <Fact key={fact.key} label={fact.label} locked={fact.private} onEdit={onEdit?.(fact.path)}>
          <span className={fact.urgency ? `${styles.urgent} ${toneClass(fact.urgency)}` : undefined}>
            {fact.text || "–"}
          </span>
        </Fact>
      ))}
    </Facts>
  );
}
