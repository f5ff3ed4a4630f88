import { CopyButton, Tooltip, UnstyledButton } from "@mantine/core";
import { dollars, type Field, optionLabel, type RecordType, show } from "@roomkey/client";
import { useNames, useObservable, useSession } from "@roomkey/client/react";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { Avatar } from "../../../ui/Avatar";
import { Icon } from "../../../ui/Icon";
import { mailWords } from "../../../ui/mailWords";
import { layoutOf } from "../layout/layouts";
import { placed } from "../layout/place";
import { FollowButton } from "./FollowButton";
import { useDoc, useRecord } from "./OpenRecord";
import styles from "./record.module.css";
import { textOf } from "./shownValue";
import { Tags } from "./Tags";
import { splitAddress, titleText } from "./titleText";

/**
 * What names the record: its title, its number, what it is, its tags; on the right its price, or its owner. onAway is
 * told whether the title is out of view.
 */
export function Header({ onAway }: { onAway?: (away: boolean) => void }) {
  const { type, id, shared } = useRecord();
  const { client } = useSession();
  const names = useNames();
  const layout = layoutOf(type.name);
  const owner = useObservable(client.rows.all, (rows) => rows.get(id)?.owner);
  const shown = useDoc(shared, (doc) => JSON.stringify([titleText(type, doc), subtitleOf(type, doc)]));
  const [title, subtitle] = JSON.parse(shown) as [string, Part[]];
  const amount = useDoc(shared, (doc) => (layout.amount ? doc?.[layout.amount] : undefined));
  const named = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const heading = named.current;
    if (!heading || !onAway) return;
    const seen = new IntersectionObserver(([at]) => onAway(at !== undefined && !at.isIntersecting));
    seen.observe(heading);
    return () => seen.disconnect();
  }, [onAway]);
  useEffect(() => {
    document.title = `${title} · Roomkey`;
  }, [title]);
  return (
    <header className={styles.header}>
      <div className={styles.heading}>
        <h1 ref={named}>{title}</h1>
        <div className={styles.subtitle}>
          {subtitle.map(({ path, text }) => (
            <span key={path} className={styles.part}>
              <span>{mailWords(text)}</span>
              {path === layout.copied && <Copy text={text} />}
            </span>
          ))}
          <Tags />
        </div>
      </div>
      {layout.amount ? (
        <div className={styles.amount}>{dollars(amount)}</div>
      ) : (
        owner && (
          <div className={styles.owner}>
            <Avatar person={{ id: owner, name: names.get(owner) ?? "" }} label="" />
            <span>
              <span className={styles.faint}>Owner</span> {names.get(owner) ?? "A colleague"}
            </span>
          </div>
        )
      )}
      <FollowButton />
    </header>
  );
}

type Part = { path: string; text: string };

/** The parts below the title. A side is told as "Buyer side"; a town with its state and ZIP code is one part. */
function subtitleOf(type: RecordType, doc: Record<string, unknown> | undefined): Part[] {
  const parts: Part[] = [];
  for (const path of layoutOf(type.name).subtitle) {
    const at = placed(type, path);
    const value = doc?.[path];
    if (!at || at.private) continue;
    const text = partOf(path, at.field, value);
    if (text === "") continue;
    const last = parts.at(-1);
    if (last && path === "StateOrProvince") last.text += `, ${text}`;
    else if (last && path === "PostalCode") last.text += ` ${text}`;
    else parts.push({ path, text });
  }
  return parts;
}

function partOf(path: string, field: Field, value: unknown): string {
  if (path === "propertyAddress") return splitAddress(show(value))[1];
  if (path === "side" && value) return `${optionLabel(field, show(value))} side`;
  return textOf(field, value, () => undefined);
}

function Copy({ text }: { text: string }) {
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : "Copy"}>
          <UnstyledButton aria-label={`Copy ${text}`} className={styles.copy} onClick={copy}>
            <Icon of={copied ? IconCheck : IconCopy} size="inline" />
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  );
}
