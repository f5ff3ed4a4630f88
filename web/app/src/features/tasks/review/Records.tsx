import { IconPencil, IconPlus } from "@tabler/icons-react";
import { memo } from "react";
import { Icon } from "../../../ui/Icon";
import { toneClass } from "../../../ui/tone";
import type { Line, RecordLine } from "./lines";
import { useTitle } from "./RecordRow";
import styles from "./review.module.css";

/** So many records can be gone to from the list; the others are found by scrolling. */
const listed = 100;

type Props = {
  lines: readonly Line[];
  words: string | undefined; // that the task was run with
  at: string | undefined;
  onGo: (id: string) => void;
  onAt: (id: string) => void;
};

/** The records of a review, to go to, and the words that it began with. */
export const Records = memo(function Records({ lines, words, at, onGo, onAt }: Props) {
  const records = lines.filter((line): line is RecordLine => line.is === "record");
  if (records.length < 2 && !words) return null;
  const changes = lines.length - records.length;
  return (
    <div className={styles.records}>
      <nav aria-label="Records of this task">
        <p className={styles.count}>
          {records.length === 1 ? "1 record" : `${records.length.toLocaleString("en-US")} records`},{" "}
          {changes === 1 ? "1 change" : `${changes.toLocaleString("en-US")} changes`}
        </p>
        <ul>
          {records.slice(0, listed).map((line) => (
            <li key={line.id}>
              <button
                type="button"
                aria-current={line.id === at || at?.startsWith(`${line.id}/`) || undefined}
                onClick={() => {
                  onAt(line.id);
                  onGo(line.id);
                }}
              >
                <RecordName line={line} />
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {words && (
        <>
          <h2>Your words</h2>
          <blockquote>“{words}”</blockquote>
        </>
      )}
    </div>
  );
});

function RecordName({ line }: { line: RecordLine }) {
  const { type, title } = useTitle(line);
  const kind = type?.label ?? "Record";
  return (
    <>
      <span className={`${styles.kind} ${toneClass(line.proposal.new ? "green" : "amber")}`}>
        <Icon of={line.proposal.new ? IconPlus : IconPencil} />
      </span>
      <span className={styles.name}>
        <b>{line.proposal.new ? `New ${kind.toLowerCase()}` : kind}</b>
        <span>{title}</span>
      </span>
      <span className={styles.many}>{line.count}</span>
    </>
  );
}
