import { Button, Select, TextInput } from "@mantine/core";
import { type Answer, api } from "@roomkey/client";
import { type FormEvent, useState } from "react";
import { FailureNote } from "../../ui/FailureNote";
import { Section } from "../../ui/Section";
import { ShownOnce } from "../../ui/ShownOnce";
import { useAction } from "../../ui/useAction";
import { roles } from "./roles";
import styles from "./SettingsPage.module.css";

type User = Answer<"get", "/users">["items"][number];
type Team = Answer<"get", "/teams">["items"][number];

type Props = { teams: Team[]; onAdded: () => void };

/** Makes an account with a first password to pass on; an invitation needs none. */
export function NewMember({ teams, onAdded }: Props) {
  const { busy, failure, run, at } = useAction();
  const [made, setMade] = useState<{ email: string; password: string }>();
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    await run(async () => {
      const team = data.get("team");
      const user = await api<User>("POST", "/users", {
        email: data.get("email"),
        name: data.get("name"),
        role: data.get("role"),
        teams: team ? [team] : [],
      });
      setMade({ email: user.email, password: user.password ?? "" });
      form.reset();
      onAdded();
    });
  };
  return (
    <Section title="Add a member with a first password">
      <form className={styles.line} onSubmit={(event) => void add(event)}>
        <TextInput
          className={styles.input}
          label="Name"
          name="name"
          autoFocus
          required
          withAsterisk={false}
          maxLength={120}
          error={at("name")}
        />
        <TextInput
          className={styles.input}
          label="Email"
          name="email"
          type="email"
          required
          withAsterisk={false}
          error={at("email")}
        />
        <Select
          className={styles.narrow}
          label="Role"
          name="role"
          defaultValue="agent"
          allowDeselect={false}
          data={roles}
        />
        <Select
          className={styles.narrow}
          label="Team"
          name="team"
          clearable
          data={teams.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Button type="submit" variant="default" loading={busy}>
          Add
        </Button>
      </form>
      <FailureNote of={failure} fields={["name", "email"]} />
      {made && (
        <ShownOnce
          title={`${made.email} was added. Copy the first password now, and give it to them: it is shown once.`}
          secret={made.password ?? ""}
        />
      )}
    </Section>
  );
}
