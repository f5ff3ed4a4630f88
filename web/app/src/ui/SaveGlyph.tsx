import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCloudUp,
  IconCloudX,
  IconGitFork,
  IconLoader,
  IconRefresh,
} from "@tabler/icons-react";
import { Icon, type IconType } from "./Icon";
import styles from "./SaveGlyph.module.css";
import { type Tone, toneClass } from "./tone";

/**
 * What is true of a record's edits: on their way to the disk, not kept since the disk is full or the browser keeps
 * nothing, kept here and not sent,
 * on the way to the server, saved, two values to choose from, refused.
 */
export type SaveState = "saving" | "unkept" | "denied" | "here" | "sending" | "saved" | "conflict" | "refused";

const looks: Record<SaveState, { icon: IconType; tone: Tone; words: string }> = {
  saving: { icon: IconLoader, tone: "gray", words: "Saving" },
  unkept: { icon: IconAlertTriangle, tone: "red", words: "Not saved: this device has no room" },
  denied: { icon: IconAlertTriangle, tone: "red", words: "Not saved: this browser keeps nothing" },
  here: { icon: IconCloudUp, tone: "gray", words: "Saved on this device" },
  sending: { icon: IconRefresh, tone: "blue", words: "Syncing" },
  saved: { icon: IconCircleCheck, tone: "green", words: "Saved" },
  conflict: { icon: IconGitFork, tone: "amber", words: "Two values" },
  refused: { icon: IconCloudX, tone: "red", words: "Not accepted" },
};

type Props = { state: SaveState; short?: boolean };

/** The state of a record's edits as icon and words; short, as in a row, the icon alone with the words as its name. */
export function SaveGlyph({ state, short = false }: Props) {
  const { icon, tone, words } = looks[state];
  const loud = state === "conflict" || state === "refused" || state === "unkept" || state === "denied";
  const classes = [styles.state, toneClass(tone), loud && styles.loud].filter(Boolean).join(" ");
  return (
    <span className={classes} {...(short ? { role: "img", "aria-label": words, title: words } : {})}>
      <Icon of={icon} />
      {!short && words}
    </span>
  );
}
