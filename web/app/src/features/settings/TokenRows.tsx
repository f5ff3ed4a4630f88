import { Button } from "@mantine/core";
import { api } from "@roomkey/client";
import type { ReactNode } from "react";
import { FailureNote } from "../../ui/FailureNote";
import { Tag } from "../../ui/Pill";
import { tellDone } from "../../ui/toasts";
import { useAction } from "../../ui/useAction";
import styles from "./SettingsPage.module.css";

type Token = { id: string; name: string; scope: "read" | "write" };

type Props<T extends Token> = {
  tokens: readonly T[];
  path: string; // of the token that is revoked, before its id
  none: string; // said where there is no token
  about: (token: T) => ReactNode; // below its name
  nameOf?: (token: T) => string; // what revoking it is called
  onChanged: () => void;
};

/** Personal tokens, each with what it may and a button that revokes it. */
export function TokenRows<T extends Token>({ tokens, path, none, about, nameOf, onChanged }: Props<T>) {
  const { busy, failure, run } = useAction();
  const revoke = async ({ id, name }: T) => {
    if (await run(() => api("DELETE", `${path}/${id}`))) tellDone(`${name} is revoked.`);
    onChanged();
  };
  return (
    <>
      <FailureNote of={failure} />
      {tokens.length === 0 && <p className={styles.muted}>{none}</p>}
      <ul className={styles.rows}>
        {tokens.map((token) => (
          <li key={token.id}>
            <span className={styles.grow}>
              <b>{token.name}</b> <Tag>{token.scope === "write" ? "reads and writes" : "reads"}</Tag>
              <small>{about(token)}</small>
            </span>
            <Button
              variant="default"
              size="compact-sm"
              disabled={busy}
              aria-label={`Revoke ${nameOf ? nameOf(token) : token.name}`}
              onClick={() => void revoke(token)}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
