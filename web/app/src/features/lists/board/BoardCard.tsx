import { draggable } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import type { RecordType, Row } from "@roomkey/client";
import { IconAlertTriangle, IconClock, IconListCheck, IconWorld } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo, type ReactNode, useEffect, useRef, useState } from "react";
import { titleOfRow } from "../../../trade/title";
import { Avatar } from "../../../ui/Avatar";
import { deadlineIcons } from "../../../ui/deadlineIcons";
import type { IconType } from "../../../ui/Icon";
import { Tag } from "../../../ui/Pill";
import { firstName, personClass } from "../../../ui/person";
import { SaveGlyph, type SaveState } from "../../../ui/SaveGlyph";
import type { Now } from "../column";
import type { Flash } from "../useFlashes";
import styles from "./board.module.css";
import { type CardNext, cardText } from "./card";

/** An icon for each kind of next step; contacts that are neither due nor long ago need none. */
const signs: Record<CardNext["sign"], IconType | undefined> = {
  ...deadlineIcons,
  waiting: IconClock,
  task: IconListCheck,
  contact: undefined,
  source: IconWorld,
  late: IconAlertTriangle,
};

type Props = {
  row: Row;
  type: RecordType;
  now: Now;
  at: number; // milliseconds
  active: boolean; // where the keyboard is
  inTabs: boolean; // the one card that the Tab key stops at
  movable: boolean;
  flash?: Flash;
  state?: SaveState;
  menu: ReactNode; // "Move to"
  nameOf: (id: string) => string | undefined;
  onFocus: (id: string) => void;
};

/** What is dragged: a record's card. */
export type Dragged = { card: string; from: string };

/** A record on a board: dragged by the pointer, moved by its menu, opened by its name. */
export const BoardCard = memo(function BoardCard(props: Props) {
  const { row, type, now, at, active, inTabs, movable, flash, state, menu, nameOf, onFocus } = props;
  const element = useRef<HTMLLIElement>(null);
  const [dragged, setDragged] = useState(false);
  const status = String(row.fields[type.status] ?? "");
  useEffect(() => {
    if (!element.current || !movable) return;
    return draggable({
      element: element.current,
      getInitialData: () => ({ card: row.id, from: status }) satisfies Dragged,
      onDragStart: () => setDragged(true),
      onDrop: () => setDragged(false),
    });
  }, [row.id, status, movable]);
  useEffect(() => {
    if (active && element.current && !element.current.contains(document.activeElement)) element.current.focus();
  }, [active]);
  const title = titleOfRow(type, row).main || "Untitled";
  const { lines, next, score } = cardText(type, row, now, at);
  const owner = { id: row.owner, name: nameOf(row.owner) ?? "" };
  const classes = [styles.card, flash && `${styles.flash} ${personClass(flash.by)}`].filter(Boolean).join(" ");
  return (
    <li
      ref={element}
      tabIndex={inTabs ? 0 : -1}
      data-card={row.id}
      data-dragged={dragged || undefined}
      aria-label={title}
      className={classes}
      onFocus={() => onFocus(row.id)}
    >
      <div className={styles.cardTop}>
        <Link to="/$plural/$id" params={{ plural: type.plural, id: row.id }} tabIndex={-1} draggable={false}>
          {title}
        </Link>
        {state && <SaveGlyph short state={state} />}
        {score !== undefined && <Score value={score} />}
        {menu}
      </div>
      {lines.map((line, index) => (
        <div key={line} className={index === 0 ? styles.line : styles.faintLine}>
          {line}
        </div>
      ))}
      <div className={styles.cardFoot}>
        {flash ? <Tag>{firstName(nameOf(flash.by) ?? "") || "A colleague"} changed this, now</Tag> : null}
        {!flash && next && (
          <Tag tone={next.tone} icon={signs[next.sign]}>
            <span className={styles.next}>{next.text}</span>
            {next.end && <span className={styles.nextEnd}>{next.end}</span>}
          </Tag>
        )}
        <span className={styles.space} />
        <Avatar person={owner} size={20} />
      </div>
    </li>
  );
});

/** A lead's score as a ring and a number. */
function Score({ value }: { value: number }) {
  return (
    <span className={styles.score} title={`Score ${value} of 100`}>
      <svg viewBox="0 0 14 14" aria-hidden="true">
        <circle cx="7" cy="7" r="5.4" fill="none" strokeWidth="2.6" className={styles.scoreGround} />
        <circle
          cx="7"
          cy="7"
          r="5.4"
          fill="none"
          strokeWidth="2.6"
          pathLength="100"
          strokeDasharray={`${Math.min(100, Math.max(0, value))} 100`}
          transform="rotate(-90 7 7)"
          className={styles.scoreMark}
        />
      </svg>
      {value}
    </span>
  );
}
