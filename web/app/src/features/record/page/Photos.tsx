import { Button } from "@mantine/core";
import { type Field, idOf, show } from "@roomkey/client";
import { IconPhoto } from "@tabler/icons-react";
import { useState } from "react";
import { Icon } from "../../../ui/Icon";
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
  const shown = items.filter(({ url }) => isLink(show(url)) || isOwn(show(url)));
  const more = shown.length - most;
  return (
    <>
      {shown.length > 0 && (
        <ul className={styles.strip} aria-label={field.label}>
          {shown.slice(0, most).map((item, index) => (
            <li key={idOf(item) || index}>
              <Photo url={show(item.url)} name={show(item.caption) || `Photo ${index + 1}`} />
              {index === most - 1 && more > 0 && <span className={styles.more}>{more} more</span>}
            </li>
          ))}
        </ul>
      )}
      {(!readOnly || items.length > shown.length) && (
        <Button
          variant="subtle"
          size="compact-sm"
          className="rk-flush"
          onClick={() => setEditing(!editing)}
          aria-expanded={editing}
        >
          {editing ? "Hide the links of photos" : items.length === 0 ? "Add photos" : "Edit photos"}
        </Button>
      )}
      {editing && <PlainRows field={field} />}
    </>
  );
}

/** A photo of this server, or the way to one elsewhere: a page loads nothing from other hosts. */
function Photo({ url, name }: { url: string; name: string }) {
  if (isOwn(url)) return <img src={url} alt={name} loading="lazy" />;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" className={styles.elsewhere}>
      <Icon of={IconPhoto} size="large" />
      <span>{name}</span>
    </a>
  );
}

function isOwn(url: string): boolean {
  return /^\/(?![/\\])/.test(url) || /^data:image\/(png|jpeg|webp|avif|gif);/.test(url);
}

function isLink(url: string): boolean {
  return /^https?:\/\//.test(url);
}
