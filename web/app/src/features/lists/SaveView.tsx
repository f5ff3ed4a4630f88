import { ActionIcon, Button, Popover, SegmentedControl, Switch, TextInput } from "@mantine/core";
import type { SavedView } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { Icon } from "../../ui/Icon";
import styles from "./lists.module.css";
import { pinsOf, pinsPreference, withPin } from "./pins";
import type { ListState } from "./useListQuery";
import { type View, viewOf } from "./views";

type Props = { type: string; list: ListState };

/** Names what a list shows, for oneself or for colleagues too; changes or deletes a view of one's own. */
export function SaveView({ type, list }: Props) {
  const { client } = useSession();
  const [opened, setOpened] = useState(false);
  const [problem, setProblem] = useState<string>();
  const saved = list.view.saved;
  const own = saved && client.views.isOwn(saved) ? saved : undefined;
  const run = async (work: () => Promise<void>, then?: View) => {
    setProblem(undefined);
    try {
      await work();
      setOpened(false);
      if (then) list.show(then);
    } catch (cause) {
      setProblem(cause instanceof TypeError ? "Saving a view needs a connection." : String((cause as Error).message));
    }
  };
  const save = (view: SavedView) => void run(() => client.views.save(view), viewOf(view));
  return (
    <Popover position="bottom-start" width={280} trapFocus shadow="md" opened={opened} onChange={setOpened}>
      <Popover.Target>
        <ActionIcon variant="subtle" size={28} aria-label="Save as a view" onClick={() => setOpened(!opened)}>
          <Icon of={IconPlus} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        {own && (
          <div className={styles.own}>
            <Button size="xs" disabled={!list.changed} onClick={() => save({ ...own, query: list.text })}>
              Save changes to {own.name}
            </Button>
            <Button size="xs" variant="subtle" color="red" onClick={() => void run(() => client.views.remove(own.id))}>
              Delete this view
            </Button>
          </div>
        )}
        {saved && !own && <PinShared view={saved} />}
        <NewView
          problem={problem}
          onSave={(view) => save({ ...view, id: crypto.randomUUID(), type, query: list.text })}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Pins a colleague's view in one's own sidebar. */
function PinShared({ view }: { view: SavedView }) {
  const { client } = useSession();
  const pins = useObservable(client.preferences.values, (values) => pinsOf(values).join("\n")).split("\n");
  return (
    <div className={styles.own}>
      <Switch
        size="xs"
        label={`Pin ${view.name} to my sidebar`}
        checked={pins.includes(view.id)}
        onChange={(event) => {
          const next = withPin(pinsOf(client.preferences.values.get()), view.id, event.currentTarget.checked);
          client.preferences.set(pinsPreference, next);
        }}
      />
    </div>
  );
}

type Named = Pick<SavedView, "name" | "shared" | "pinned">;

/** With whom a view can be shared: teams by whoever edits, the brokerage by leads and brokers. */
function sharings(role: string, teams: readonly string[]): { value: string; label: string }[] {
  const all = [{ value: "", label: "Me" }];
  if (role !== "viewer" && teams.length > 0) all.push({ value: "team", label: "Team" });
  if (role === "broker" || role === "lead") all.push({ value: "broker", label: "Everybody" });
  return all;
}

function NewView({ problem, onSave }: { problem: string | undefined; onSave: (view: Named) => void }) {
  const { client } = useSession();
  const [name, setName] = useState("");
  const [shared, setShared] = useState("");
  const [pinned, setPinned] = useState(false);
  const data = sharings(client.user.role, client.user.teams);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) onSave({ name: name.trim(), shared: (shared || null) as SavedView["shared"], pinned });
  };
  return (
    <form className={styles.newView} onSubmit={submit}>
      <TextInput
        size="xs"
        data-autofocus
        label="New view"
        placeholder="Name"
        maxLength={80}
        value={name}
        error={problem}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {data.length > 1 && (
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Who sees it"
          data={data}
          value={shared}
          onChange={setShared}
        />
      )}
      <Switch
        size="xs"
        label="Pin to the sidebar"
        checked={pinned}
        onChange={(event) => setPinned(event.currentTarget.checked)}
      />
      <Button type="submit" size="xs" disabled={name.trim() === ""}>
        Save view
      </Button>
    </form>
  );
}
