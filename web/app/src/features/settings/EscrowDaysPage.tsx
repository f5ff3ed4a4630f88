import { Button, TextInput } from "@mantine/core";
import type { ContingencyDays } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { type FormEvent, useState } from "react";
import { FailureNote } from "../../ui/FailureNote";
import { Section } from "../../ui/Section";
import { tellDone } from "../../ui/toasts";
import { useAction } from "../../ui/useAction";
import { dayFields, readDays } from "./escrowDays";
import styles from "./SettingsPage.module.css";

/** How many days after acceptance what a new escrow depends on is due in this brokerage. */
export default function EscrowDaysPage() {
  const { client } = useSession();
  const days = useObservable(client.brokerage.days);
  const [typed, setTyped] = useState<Partial<Record<keyof ContingencyDays, string>>>({});
  const { busy, failure, run, at } = useAction();
  const read = readDays(days, typed);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!read.ok) return;
    void run(async () => {
      await client.brokerage.setDays(read.changed);
      setTyped({});
      tellDone("New escrows are due by these days.");
    });
  };
  return (
    <Section title="Escrow days">
      <p className={styles.muted}>
        New escrows get these deadlines, counted from acceptance and never after closing. Existing escrows stay as they
        are. At 0, the deposit is due on acceptance, and new escrows have no such contingency.
      </p>
      <form className={styles.fields} onSubmit={save} noValidate>
        {dayFields.map(({ name, label, description }) => (
          <TextInput
            key={name}
            label={label}
            description={description}
            inputMode="numeric"
            maxLength={10}
            value={typed[name] ?? String(days[name])}
            error={(read.ok ? undefined : read.faults[name]) ?? at(`contingencyDays/${name}`)}
            onChange={({ currentTarget: { value } }) => setTyped({ ...typed, [name]: value })}
          />
        ))}
        <FailureNote of={failure} fields={dayFields.map(({ name }) => `contingencyDays/${name}`)} />
        <div>
          <Button type="submit" variant="default" loading={busy} disabled={!read.ok || read.isSame}>
            Save the days
          </Button>
        </div>
      </form>
    </Section>
  );
}
