import { Button, MultiSelect, Select, TextInput } from "@mantine/core";
import { type Answer, api } from "@roomkey/client";
import { type FormEvent, useState } from "react";
import { FailureNote } from "../../ui/FailureNote";
import { useAction } from "../../ui/useAction";
import { roles } from "./roles";
import styles from "./SettingsPage.module.css";

type Invitation = Answer<"get", "/invitations">["items"][number];
type Props = { teams: readonly { id: string; name: string }[]; onMade: (invitation: Invitation) => void };

/** Makes the link by which somebody joins the brokerage. */
export function InviteMember({ teams, onMade }: Props) {
  const { busy, failure, run, at } = useAction();
  const [chosen, setChosen] = useState<string[]>([]);
  const invite = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    await run(async () => {
      const body = { email: data.get("email"), role: data.get("role"), teams: chosen };
      onMade(await api<Answer<"post", "/invitations">>("POST", "/invitations", body));
      form.reset();
      setChosen([]);
    });
  };
  return (
    <>
      <form className={styles.line} onSubmit={(event) => void invite(event)}>
        <TextInput
          className={styles.input}
          label="Email"
          name="email"
          type="email"
          required
          withAsterisk={false}
          maxLength={200}
          error={at("email")}
        />
        <Select
          className={styles.narrow}
          label="Role"
          name="role"
          defaultValue="agent"
          allowDeselect={false}
          data={roles}
          error={at("role")}
        />
        <MultiSelect
          className={styles.wide}
          label="Teams"
          placeholder={chosen.length === 0 ? "No team" : undefined}
          data={teams.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          onChange={setChosen}
          error={at("teams")}
        />
        <Button type="submit" loading={busy}>
          Invite
        </Button>
      </form>
      <FailureNote of={failure} fields={["email", "role", "teams"]} />
      <p className={styles.muted}>
        Roomkey sends no mail: you get a link, which you send yourself. It is good for 7 days, and once.
      </p>
    </>
  );
}
