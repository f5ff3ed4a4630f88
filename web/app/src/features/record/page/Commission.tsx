import { moneyOf } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconLock } from "@tabler/icons-react";
import { FieldGrid, FieldRow } from "../../../ui/FieldRow";
import { Tag } from "../../../ui/Pill";
import { Section } from "../../../ui/Section";
import { commissionOf } from "../layout/commission";
import { type Placed, placed } from "../layout/place";
import { readers } from "../layout/words";
import { Field } from "./Field";
import { useDoc, useRecord } from "./OpenRecord";
import { PlainRows } from "./PlainRows";
import styles from "./record.module.css";

const shares = ["commission.grossPct", "commission.sidePct", "commission.referralPct"];

/** The commission for who may see it: its shares, and what they come to as they are typed. */
export function Commission() {
  const record = useRecord();
  const { client } = useSession();
  const owner = useObservable(client.rows.all, (rows) => rows.get(record.id)?.owner);
  const price = useDoc(record.shared, (doc) => doc?.purchasePrice);
  const commission = useDoc(record.secret, (doc) => doc?.commission);
  const whole = record.type.fields.find(({ name }) => name === "commission");
  if (!record.secret || !whole) return null;
  const sum = commissionOf(price, commission);
  const fields = shares.flatMap((path) => placed(record.type, path) ?? []) as Placed[];
  const lists = (whole.fields ?? []).filter(({ kind }) => kind === "list");
  return (
    <Section title={whole.label} mark={<Tag icon={IconLock}>{readers(client.user, owner)}</Tag>}>
      <FieldGrid>
        <div>
          {fields.map((at) => (
            <Field key={at.path} at={at} lock={false} />
          ))}
        </div>
        <div>
          <FieldRow
            label="GCI"
            value={sum && <strong>{moneyOf(sum.gci)}</strong>}
            empty="Needs a price and a percent"
          />
          {sum && sum.referral > 0 && <FieldRow label="Referral" value={moneyOf(-sum.referral)} />}
          {sum && <FieldRow label="Net" value={<strong>{moneyOf(sum.net)}</strong>} />}
          {sum && sum.splitPct > 100 && (
            <p role="alert" className={styles.wrong}>
              The splits come to {sum.splitPct}%, more than all of it.
            </p>
          )}
        </div>
      </FieldGrid>
      {lists.map((field) => (
        <PlainRows key={field.name} field={field} place={["commission", field.name]} private bare />
      ))}
      {sum && sum.splits.length > 0 && (
        <p className={styles.none}>
          {sum.splits.map(({ payee, pct, amount }) => `${payee || "Somebody"} ${pct}%: ${moneyOf(amount)}`).join(" · ")}
        </p>
      )}
    </Section>
  );
}
