import { Button, Select, TextInput } from "@mantine/core";
import { type Answer, api, serverNow } from "@roomkey/client";
import { useAnswer } from "@roomkey/client/react";
import { type FormEvent, useState } from "react";
import { ErrorState } from "../../ui/ErrorState";
import { FailureNote } from "../../ui/FailureNote";
import { Section } from "../../ui/Section";
import { ShownOnce } from "../../ui/ShownOnce";
import { useAction } from "../../ui/useAction";
import styles from "./SettingsPage.module.css";
import { TokenRows } from "./TokenRows";

const when = new Intl.DateTimeFormat("en-US", { dateStyle: "medium" });
const dayMs = 86_400_000;

/** How long a token is good, in days. */
const lives = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: "", label: "Until it is revoked" },
];

/** Personal tokens, for scripts and stock clients. */
export default function TokensPage() {
  const { value, error, retry } = useAnswer<Answer<"get", "/tokens">>("/tokens", ["items"]);
  const [made, setMade] = useState<string>();
  return (
    <>
      <NewToken
        onMade={(token) => {
          setMade(token);
          retry();
        }}
      />
      {made && <ShownOnce secret={made} />}
      <Section title="Your tokens" count={value?.items.length}>
        {!value && error && <ErrorState title="Your tokens could not be fetched" why={error} onRetry={retry} />}
        {value && (
          <TokenRows
            tokens={value.items}
            path="/tokens"
            none="You have no personal tokens."
            about={({ usedAt, expiresAt }) =>
              `${usedAt ? `Last used ${when.format(Date.parse(usedAt))}` : "Never used"}, ${
                expiresAt ? `good until ${when.format(Date.parse(expiresAt))}` : "good until it is revoked"
              }`
            }
            onChanged={retry}
          />
        )}
      </Section>
    </>
  );
}

function NewToken({ onMade }: { onMade: (token: string) => void }) {
  const { busy, failure, run, at } = useAction();
  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const days = Number(data.get("days"));
    await run(async () => {
      const { token } = await api<Answer<"post", "/tokens">>("POST", "/tokens", {
        name: String(data.get("name")),
        scope: data.get("scope"),
        ...(days > 0 ? { expiresAt: new Date(serverNow() + days * dayMs).toISOString() } : {}),
      });
      form.reset();
      onMade(token ?? "");
    });
  };
  return (
    <Section title="New personal token">
      <form className={styles.line} onSubmit={(event) => void make(event)}>
        <TextInput label="Name" name="name" required withAsterisk={false} maxLength={120} error={at("name")} />
        <Select
          label="It may"
          name="scope"
          defaultValue="read"
          allowDeselect={false}
          data={[
            { value: "read", label: "Read" },
            { value: "write", label: "Read and write" },
          ]}
        />
        <Select label="Good for" name="days" defaultValue="90" allowDeselect={false} data={lives} />
        <Button type="submit" loading={busy}>
          Make a token
        </Button>
      </form>
      <FailureNote of={failure} fields={["name"]} />
    </Section>
  );
}
