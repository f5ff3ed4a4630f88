import { Button, CopyButton } from "@mantine/core";
import { useNames } from "@roomkey/client/react";
import { IconTrash } from "@tabler/icons-react";
import { Banner } from "../../../ui/Banner";
import styles from "./record.module.css";
import type { Departed } from "./useDeparture";

/** A record that is deleted or lost under one's hands: who, when and why, and what was typed, for copying. */
export function Gone({ gone, typed }: { gone: Departed; typed: { label: string; text: string }[] }) {
  const names = useNames();
  const who = gone.by ? (names.get(gone.by) ?? "A colleague") : "";
  const time = new Date(gone.at).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
  const title =
    gone.how === "deleted"
      ? `${who || "Somebody"} deleted this record at ${time}.`
      : `You can no longer open this record, since ${time}.`;
  return (
    <Banner tone="red" icon={IconTrash} role="alert" title={title}>
      {gone.how === "lost" && "It was given to another owner or team, or made private."}
      {typed.length > 0 && (
        <span className={styles.kept}>
          What you typed is kept here:
          {typed.map(({ label, text }) => (
            <span key={label}>
              {label}: <strong>{text}</strong>
              <CopyButton value={text}>
                {({ copied, copy }) => (
                  <Button size="compact-xs" variant="default" onClick={copy}>
                    {copied ? "Copied" : "Copy"}
                  </Button>
                )}
              </CopyButton>
            </span>
          ))}
        </span>
      )}
    </Banner>
  );
}
