import { Button, CopyButton } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { Banner } from "./Banner";
import styles from "./ShownOnce.module.css";

/** A secret that was just made, to be copied now. */
export function ShownOnce({ secret, title }: { secret: string; title?: string }) {
  return (
    <Banner tone="green" icon={IconKey} role="status" title={title ?? "Copy it now: it is shown once."}>
      <code className={styles.code}>{secret}</code>
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Button variant="default" size="compact-sm" onClick={copy}>
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </Banner>
  );
}
