import { Button, Popover } from "@mantine/core";
import { optionLabel, type RecordType, show } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { formatRepeat } from "@roomkey/client/values";
import { IconClock, IconMapPin, IconRepeat, IconUser } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type CSSProperties, useContext, useState } from "react";
import { Letters } from "../../../ui/faces";
import { Icon } from "../../../ui/Icon";
import { KeyHint } from "../../../ui/KeyHint";
import { personClass } from "../../../ui/person";
import { Status } from "../../../ui/StatusGlyph";
import type { Now } from "../column";
import styles from "./calendar.module.css";
import type { Entry } from "./entries";
import { kindIcon } from "./kinds";
import { startInWords, timesInWords, whenInWords } from "./words";

type Props = {
  entry: Entry;
  type: RecordType;
  now: Now;
  look: "block" | "line" | "mini"; // among the hours, in a list, in a month's day
  style?: CSSProperties;
  nameOf: (id: string) => string | undefined;
};

/** An appointment in a calendar; a click tells more of it. */
export function EntryButton({ entry, type, now, look, style, nameOf }: Props) {
  const [opened, setOpened] = useState(false);
  const { title, place, status } = entry;
  const times = timesInWords(entry, now.zone);
  const field = type.fields.find(({ name }) => name === type.status);
  const label = optionLabel(field, status);
  const cancelled = status === "CANCELLED";
  const classes = [styles.entry, look === "block" ? styles.block : styles.line, personClass(entry.owner)];
  if (status === "TENTATIVE") classes.push(styles.tentative);
  if (cancelled) classes.push(styles.cancelled);
  const owner = nameOf(entry.owner) ?? "a colleague";
  const letters = useContext(Letters).get(entry.owner);
  const own = useSession().client.user.id === entry.owner; // a colleague's has letters beside its colour
  // Its name begins with the words on it, in their order, for people who say what they see.
  const seen = {
    block: [title, cancelled ? "Cancelled" : times, place],
    line: [times, title, place],
    mini: [startInWords(entry, now.zone), title],
  }[look];
  const more = seen.includes(times) ? [] : [times];
  return (
    <Popover position="right-start" width={322} trapFocus withinPortal shadow="md" opened={opened} onChange={setOpened}>
      <Popover.Target>
        <button
          type="button"
          className={classes.join(" ")}
          style={style}
          aria-label={[seen.filter(Boolean).join(" "), ...more, label, owner].filter(Boolean).join(", ")}
          onClick={() => setOpened(!opened)}
        >
          {look !== "block" && (
            <span className={styles.lineTime}>{look === "mini" ? startInWords(entry, now.zone) : times}</span>
          )}{" "}
          <span className={styles.entryTitle}>
            <Icon of={kindIcon(entry.kind)} size="inline" />
            <span>{title}</span>
          </span>{" "}
          {look === "block" && (
            <span>
              {cancelled ? "Cancelled" : times}
              {!own && letters && <span className={styles.whose} data-letters={letters} />}
            </span>
          )}{" "}
          {place && look !== "mini" && <span className={styles.entryPlace}>{place}</span>}
          {look !== "block" && !own && letters && <span className={styles.whose} data-letters={letters} />}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <EntryFacts entry={entry} type={type} now={now} owner={owner} />
        <div className={styles.factsFoot}>
          {status && <Status type={type.name} value={status} label={label} />}
          <Button
            size="xs"
            variant="default"
            rightSection={<KeyHint keys="enter" />}
            renderRoot={(props) => (
              <Link to="/$plural/$id" params={{ plural: type.plural, id: entry.row.id }} {...props} />
            )}
          >
            Open
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function EntryFacts({ entry, type, now, owner }: { entry: Entry; type: RecordType; now: Now; owner: string }) {
  const { here, there } = whenInWords(entry, now.zone, now.today);
  const kind = type.fields.find(({ name }) => name === "kind");
  return (
    <div className={styles.facts}>
      <h2>{entry.title}</h2>
      <p>
        <Icon of={kindIcon(entry.kind)} /> {optionLabel(kind, entry.kind)}
      </p>
      <p>
        <Icon of={IconClock} />
        <span>
          {here}
          {there && <small>{there}</small>}
        </span>
      </p>
      {entry.place && (
        <p>
          <Icon of={IconMapPin} /> {entry.place}
        </p>
      )}
      <p>
        <Icon of={IconUser} /> {owner}
      </p>
      {entry.row.fields.RRULE ? (
        <p>
          <Icon of={IconRepeat} /> {formatRepeat(show(entry.row.fields.RRULE))}
        </p>
      ) : null}
    </div>
  );
}
