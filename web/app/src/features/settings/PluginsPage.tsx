import { Button, Checkbox, FileButton, Modal } from "@mantine/core";
import { type Answer, api } from "@roomkey/client";
import { useAnswer, useSession } from "@roomkey/client/react";
import { IconPlug } from "@tabler/icons-react";
import { useState } from "react";
import { Coming } from "../../ui/Coming";
import { EmptyState } from "../../ui/EmptyState";
import { FailureNote } from "../../ui/FailureNote";
import { Tag } from "../../ui/Pill";
import { Section } from "../../ui/Section";
import { tellDone } from "../../ui/toasts";
import { useAction } from "../../ui/useAction";
import { limitedTo, permissionsOf } from "./capabilities";
import styles from "./SettingsPage.module.css";

type Plugin = Answer<"get", "/plugins">["items"][number];

/** What a plugin is called: by what it does first. Of a damaged one nothing is known but its id. */
function titleOf({ id, workflows, steps }: Plugin): string {
  return (workflows ?? [])[0]?.title ?? (steps ?? [])[0]?.title ?? id;
}

/** What the brokerage has installed, and what each may do. */
export default function PluginsPage() {
  const { value, error, retry } = useAnswer<Answer<"get", "/plugins">>("/plugins", ["items"]);
  const { busy, failure, run } = useAction();
  const [asked, setAsked] = useState<Plugin>();
  const [unsigned, setUnsigned] = useState(false);
  const install = (file: File | null) => {
    if (!file) return;
    void run(async () => {
      const form = new FormData();
      form.set("package", file);
      if (unsigned) form.set("unsigned", "true");
      const plugin = await api<Plugin>("POST", "/plugins", form);
      setAsked(plugin);
      retry();
    });
  };
  const remove = async ({ id }: Plugin) => {
    if (!confirm(`Remove the plugin ${id}? Its tasks that run are stopped.`)) return;
    if (await run(() => api("DELETE", `/plugins/${id}`))) tellDone(`${id} was removed.`);
    retry();
  };
  return (
    <Section
      title="Plugins"
      count={value?.items.length}
      actions={
        <FileButton accept=".zip" onChange={install}>
          {(props) => (
            <Button {...props} variant="default" size="compact-sm" loading={busy}>
              Install a package
            </Button>
          )}
        </FileButton>
      }
    >
      <Checkbox
        size="xs"
        mt={8}
        mb={8}
        label="Also install packages that nobody has signed"
        checked={unsigned}
        onChange={(event) => setUnsigned(event.currentTarget.checked)}
      />
      <FailureNote of={failure} />
      {!value && <Coming title="The plugins could not be fetched" why={error} onRetry={retry} />}
      {value?.items.length === 0 && (
        <EmptyState icon={IconPlug} title="No plugins">
          A plugin adds tasks that read records and propose changes.
        </EmptyState>
      )}
      <ul className={styles.rows}>
        {value?.items.map((plugin) => (
          <li key={plugin.id}>
            <span className={styles.grow}>
              <b>{titleOf(plugin)}</b> <Tag>{plugin.version}</Tag> <Origin of={plugin} />{" "}
              {plugin.suspended && <Tag tone="red">Suspended</Tag>} {plugin.damaged && <Tag tone="red">Damaged</Tag>}
              <small>{plugin.reason || plugin.id}</small>
            </span>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={`What it may do: ${titleOf(plugin)}`}
              onClick={() => setAsked(plugin)}
            >
              What it may do
            </Button>
            {!plugin.bundled && (
              <Button
                variant="default"
                size="compact-sm"
                disabled={busy}
                aria-label={`Remove ${plugin.id}`}
                onClick={() => void remove(plugin)}
              >
                Remove
              </Button>
            )}
          </li>
        ))}
      </ul>
      {asked && (
        <Grants
          plugin={asked}
          onClose={() => {
            setAsked(undefined);
            retry();
          }}
        />
      )}
    </Section>
  );
}

function Grants({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const { schema } = useSession();
  const nameOf = (type: string) => schema.types.find(({ name }) => name === type)?.labels.toLowerCase() ?? type;
  const wanted = permissionsOf(plugin.capabilities, nameOf);
  const [keys, setKeys] = useState(() => new Set(permissionsOf(plugin.granted, nameOf).map(({ key }) => key)));
  const { busy, failure, run } = useAction();
  const save = async () => {
    const capabilities = limitedTo(plugin.capabilities, keys);
    if (!(await run(() => api("POST", `/plugins/${plugin.id}/grants`, { capabilities })))) return;
    tellDone(`What ${plugin.id} may do was changed.`);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={`What “${titleOf(plugin)}” may do`}>
      <ul className={styles.grants}>
        {wanted.map(({ key, text, private: hidden }) => (
          <li key={key}>
            <Checkbox
              label={text}
              description={hidden ? "Only owners and brokers see these." : undefined}
              checked={keys.has(key)}
              onChange={(event) => {
                const next = new Set(keys);
                if (event.currentTarget.checked) next.add(key);
                else next.delete(key);
                setKeys(next);
              }}
            />
          </li>
        ))}
      </ul>
      {wanted.length === 0 && <p>It asks for nothing.</p>}
      <FailureNote of={failure} />
      <div className={styles.line}>
        <Button loading={busy} onClick={() => void save()}>
          Allow what is checked
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </Modal>
  );
}

function Origin({ of }: { of: Plugin }) {
  return of.bundled && <Tag>Comes with Roomkey</Tag>;
}
