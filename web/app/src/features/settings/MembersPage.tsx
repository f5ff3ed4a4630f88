import { Button, MultiSelect, Select, TextInput } from "@mantine/core";
import { type Answer, api, type RecordType, type Row, serverNow } from "@roomkey/client";
import { useAnswer, useObservable, useSession } from "@roomkey/client/react";
import { type FormEvent, useState } from "react";
import { Avatar } from "../../ui/Avatar";
import { Coming } from "../../ui/Coming";
import { FailureNote } from "../../ui/FailureNote";
import { Tag } from "../../ui/Pill";
import { Section } from "../../ui/Section";
import { tellDone } from "../../ui/toasts";
import { useAction } from "../../ui/useAction";
import { Invitations } from "./Invitations";
import { LeaveDialog } from "./LeaveDialog";
import { openRecordsOf } from "./leave";
import { NewMember } from "./NewMember";
import { roles } from "./roles";
import styles from "./SettingsPage.module.css";

type User = Answer<"get", "/users">["items"][number];
type Owned = { type: RecordType; rows: Row[] }[];
type Team = Answer<"get", "/teams">["items"][number];

/** Everybody in the brokerage, their roles and teams. */
export default function MembersPage() {
  const users = useAnswer<Answer<"get", "/users">>("/users", ["items"]);
  const teams = useAnswer<Answer<"get", "/teams">>("/teams", ["items"]);
  const [adding, setAdding] = useState(false);
  const reload = () => {
    users.retry();
    teams.retry();
  };
  const error = users.error ?? teams.error;
  if (!users.value || !teams.value) {
    return <Coming title="The members could not be fetched" why={error} rows={6} onRetry={reload} />;
  }
  return (
    <>
      <Invitations
        teams={teams.value.items}
        users={users.value.items}
        actions={
          <Button variant="default" size="compact-sm" aria-expanded={adding} onClick={() => setAdding(!adding)}>
            Add with a first password
          </Button>
        }
      />
      {adding && <NewMember teams={teams.value.items} onAdded={reload} />}
      <Section title="Members" count={users.value.items.length}>
        <ul className={styles.rows}>
          {users.value.items.map((user) => (
            <Member
              key={user.id}
              user={user}
              users={users.value?.items ?? []}
              teams={teams.value?.items ?? []}
              onChanged={reload}
            />
          ))}
        </ul>
      </Section>
      <Teams teams={teams.value.items} users={users.value.items} onChanged={reload} />
    </>
  );
}

type MemberProps = { user: User; users: User[]; teams: Team[]; onChanged: () => void };

function Member({ user, users, teams, onChanged }: MemberProps) {
  const { client, schema } = useSession();
  const [leaving, setLeaving] = useState<Owned>([]);
  const loaded = useObservable(client.rows.loaded);
  const owned = () => openRecordsOf(user.id, schema.types, client.rows.all.get().values(), serverNow());
  const { busy, failure, run } = useAction();
  const self = user.id === client.user.id;
  const change = async (patch: Record<string, unknown>, said: string) => {
    if (await run(() => api("PATCH", `/users/${user.id}`, patch))) tellDone(said);
    onChanged();
  };
  const setDisabled = (disabled: boolean) =>
    void change({ disabled }, `${user.name} is ${disabled ? "disabled" : "enabled"}.`);
  const disable = async () => {
    if (!(await run(() => client.rows.catchUp()))) return; // what was given to them a moment ago counts
    const records = owned();
    setLeaving(records);
    if (records.length === 0) setDisabled(true);
  };
  return (
    <li>
      <Avatar person={user} size={32} label="" />
      <span className={styles.grow}>
        <b>{user.name}</b> {self && <Tag tone="accent">You</Tag>} {user.disabled && <Tag tone="red">Disabled</Tag>}
        <small>{user.email}</small>
        <FailureNote of={failure} />
      </span>
      {user.disabled && <Left owned={owned} name={user.name} onGive={setLeaving} />}
      <Select
        aria-label={`Role of ${user.name}`}
        className={styles.narrow}
        data={roles}
        value={user.role}
        allowDeselect={false}
        disabled={busy || self}
        onChange={(role) => void change({ role }, `${user.name}'s role was changed.`)}
      />
      <MultiSelect
        aria-label={`Teams of ${user.name}`}
        className={styles.wide}
        placeholder={user.teams.length === 0 ? "No team" : undefined}
        data={teams.map(({ id, name }) => ({ value: id, label: name }))}
        value={user.teams}
        disabled={busy}
        onChange={(ids) => void change({ teams: ids }, `${user.name}'s teams were changed.`)}
      />
      <Button
        variant="default"
        size="compact-sm"
        disabled={busy || self || !loaded}
        aria-label={`${user.disabled ? "Enable" : "Disable"} ${user.name}`}
        onClick={() => (user.disabled ? setDisabled(false) : void disable())}
      >
        {user.disabled ? "Enable" : "Disable"}
      </Button>
      {leaving.length > 0 && (
        <LeaveDialog
          member={user}
          users={users}
          records={leaving}
          onDisable={() => {
            setLeaving([]);
            setDisabled(true);
          }}
          onChanged={onChanged}
          onClose={() => setLeaving([])}
        />
      )}
    </li>
  );
}

type LeftProps = { name: string; owned: () => Owned; onGive: (records: Owned) => void };

/** Offers to give away what somebody still owns who was disabled. */
function Left({ name, owned, onGive }: LeftProps) {
  const { client } = useSession();
  useObservable(client.rows.all);
  const records = owned();
  const all = records.reduce((sum, { rows }) => sum + rows.length, 0);
  if (all === 0) return null;
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={`Give away the records of ${name}`}
      onClick={() => onGive(records)}
    >
      Give away {all.toLocaleString("en-US")} {all === 1 ? "record" : "records"}
    </Button>
  );
}

function Teams({ teams, users, onChanged }: { teams: Team[]; users: User[]; onChanged: () => void }) {
  const { busy, failure, run, at } = useAction();
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get("name"));
    if (!(await run(() => api("POST", "/teams", { name })))) return;
    form.reset();
    tellDone(`The team ${name} was added.`);
    onChanged();
  };
  const remove = async ({ id, name }: Team) => {
    if (!confirm(`Remove the team ${name}? Its records stay with their owners and the brokers.`)) return;
    if (await run(() => api("DELETE", `/teams/${id}`))) tellDone(`The team ${name} was removed.`);
    onChanged();
  };
  return (
    <Section title="Teams" count={teams.length}>
      <ul className={styles.rows}>
        {teams.map((team) => {
          const count = users.filter((user) => user.teams.includes(team.id)).length;
          return (
            <li key={team.id}>
              <span className={styles.grow}>
                <b>{team.name}</b>
                <small>{count === 1 ? "1 member" : `${count} members`}</small>
              </span>
              <Button
                variant="default"
                size="compact-sm"
                disabled={busy}
                aria-label={`Remove the team ${team.name}`}
                onClick={() => void remove(team)}
              >
                Remove
              </Button>
            </li>
          );
        })}
      </ul>
      <form className={styles.line} onSubmit={(event) => void add(event)}>
        <TextInput label="New team" name="name" required withAsterisk={false} maxLength={120} error={at("name")} />
        <Button type="submit" variant="default" loading={busy}>
          Add the team
        </Button>
      </form>
      <FailureNote of={failure} fields={["name"]} />
    </Section>
  );
}
