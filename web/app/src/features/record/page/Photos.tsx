import { Button } from "@mantine/core";
import { type Field, idOf, show } from "@roomkey/client";
import { useState } from "react";
import { useItems } from "./cells";
import { useRecord } from "./OpenRecord";
import { PlainRows } from "./PlainRows";
import styles from "./record.module.css";

const place: [string] = ["Media"];
const most = 5; // photos in the strip

/** The photos of a listing in a strip; their links are edited below it, on request. */
export function Photos({ field }: { field: Field }) {
  const { shared, readOnly } = useRecord();
  const items = useItems(shared, place);
  const [editing, setEditing] = useState(false);
  const shown = items.filter(({ url }) => isPicture(show(url)));
  const more = shown.length - most;
  return (
    <>
      {shown.length > 0 && (
        <ul className={styles.strip} aria-label={field.label}>
          {shown.slice(0, most).map((item, index) => (
            <li key={idOf(item) || index}>
              <img src={show(item.url)} alt={show(item.caption) || `Photo ${index + 1}`} loading="lazy" />
              {index === most - 1 && more > 0 && <span className={styles.more}>{more} more</span>}
            </li>
          ))}
        </ul>
      )}
      {(!readOnly || items.length > shown.length) && (
        <Button variant="subtle" size="compact-sm" ml={-8} onClick={() => setEditing(!editing)} aria-expanded={editing}>
          {editing ? "Hide the links of photos" : items.length === 0 ? "Add photos" : "Edit photos"}
        </Button>
      )}
      {editing && <PlainRows field={field} />}
    </>
  );
}

/** Whether a link is one that the page may load as a picture. */
function isPicture(url: string): boolean {
  return /^(https?:\/\/|\/)/.test(url);
}
