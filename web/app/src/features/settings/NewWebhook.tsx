import { Button, MultiSelect, TextInput } from "@mantine/core";
import { type Answer, api } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { type FormEvent, useState } from "react";
import { FailureNote } from "../../ui/FailureNote";
import { Section } from "../../ui/Section";
import { useAction } from "../../ui/useAction";
import styles from "./SettingsPage.module.css";
import { eventGroups } from "./webhooks";

type Props = { events: readonly string[]; onMade: (secret: string) => void };

/** Makes a webhook: an address, and the events that it is told of. */
export function NewWebhook({ events, onMade }: Props) {
  const { schema } = useSession();
  const [chosen, setChosen] = useState<string[]>([]);
  const { busy, failure, run, at } = useAction();
  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    await run(async () => {
      const { secret } = await api<Answer<"post", "/webhooks">>("POST", "/webhooks", {
        url: String(data.get("url")),
        note: String(data.get("note")),
        events: chosen,
      });
      form.reset();
      setChosen([]);
      onMade(secret ?? "");
    });
  };
  return (
    <Section title="New webhook">
      <p className={styles.muted}>
        Roomkey tells an address of yours what happens to the records that you may read, signed by the scheme of
        Standard Webhooks. Private fields are never sent.
      </p>
      <form className={styles.stack} onSubmit={(event) => void make(event)}>
        <TextInput
          label="Address"
          name="url"
          type="url"
          required
          withAsterisk={false}
          maxLength={2048}
          placeholder="https://hooks.example.com/roomkey"
          error={at("url")}
        />
        <MultiSelect
          label="Events"
          data={eventGroups(events, schema.types)}
          value={chosen}
          onChange={setChosen}
          searchable
          clearable
          placeholder={chosen.length > 0 ? undefined : "Choose what it is told of"}
          error={at("events")}
        />
        <TextInput label="Note (optional)" name="note" maxLength={120} error={at("note")} />
        <div>
          <Button type="submit" loading={busy} disabled={chosen.length === 0}>
            Make a webhook
          </Button>
        </div>
      </form>
      <FailureNote of={failure} fields={["url", "events", "note"]} />
    </Section>
  );
}
