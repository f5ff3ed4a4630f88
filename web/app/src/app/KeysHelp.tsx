import { Modal } from "@mantine/core";
import { useObservable } from "@roomkey/client/react";
import { useContext } from "react";
import { keyCap, onApple } from "../ui/keys";
import type { Shortcut } from "../ui/shortcuts";
import { ShortcutContext } from "../ui/useShortcuts";
import styles from "./KeysHelp.module.css";
import { keysShown } from "./shortcuts";

/** All keys that do something on the page that is shown, by group. */
export function KeysHelp() {
  const opened = useObservable(keysShown);
  const registry = useContext(ShortcutContext);
  const groups = new Map<string, Shortcut[]>();
  for (const shortcut of opened ? registry.listed() : []) {
    groups.set(shortcut.group, [...(groups.get(shortcut.group) ?? []), shortcut]);
  }
  return (
    <Modal
      opened={opened}
      onClose={() => keysShown.set(false)}
      title="Keyboard shortcuts"
      size={640}
      closeButtonProps={{ "aria-label": "Close" }}
      attributes={{ header: { role: "presentation" } }}
    >
      <div className={styles.groups}>
        {[...groups].map(([group, shortcuts]) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl>
              {shortcuts.map(({ keys, label }) => (
                <div key={keys}>
                  <dt>{label}</dt>
                  <dd>
                    {keys.split(" ").map((key) => (
                      <kbd key={key}>{keyCap(key, onApple)}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={styles.note}>Single letters do nothing while you type. You can turn them off in Settings.</p>
    </Modal>
  );
}
