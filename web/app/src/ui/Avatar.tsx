import { Tooltip } from "@mantine/core";
import { useContext } from "react";
import styles from "./Avatar.module.css";
import { Letters } from "./faces";
import { initials, personClass } from "./person";

/** A person as the parts draw one. The name is empty while this device does not know it. */
export type Person = { id: string; name: string };

type Props = {
  person: Person;
  size?: 20 | 24 | 32 | 44 | 64; // pixels
  label?: string; // what is said of the person beside the face: "Priya is editing Purchase price". Empty: decorates
  editing?: boolean;
  plain?: boolean; // the browser shows the name: a tooltip of ours costs as much as a whole row of a table
};

/** A person's initials on the person's colour. Without a label its name is the person's. */
export function Avatar({ person, size = 24, label, editing = false, plain = false }: Props) {
  const letters = useContext(Letters).get(person.id) ?? initials(person.name);
  const name = person.name || "A colleague";
  const said = label ?? name;
  const face = (
    <span
      className={`${styles.avatar} ${personClass(person.id)}`}
      data-size={size}
      data-editing={editing || undefined}
      title={plain && said ? said : undefined}
      {...(said ? { role: "img", "aria-label": said } : { "aria-hidden": true })}
    >
      {letters}
    </span>
  );
  return said && !plain ? <Tooltip label={said}>{face}</Tooltip> : face;
}

type FacesProps = {
  people: readonly (Person & { label?: string; editing?: boolean })[];
  label: string; // of the group: "Online", "Also here"
  most?: number; // faces; the others are counted
  size?: Props["size"];
};

/** The faces of several people in a row; nothing where there are none. */
export function Faces({ people, label, most = 4, size }: FacesProps) {
  if (people.length === 0) return null;
  const shown = people.slice(0, people.length > most ? most - 1 : most);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <span role="group" aria-label={label} className={styles.faces}>
      {shown.map((person) => (
        <Avatar key={person.id} person={person} size={size} label={person.label} editing={person.editing} />
      ))}
      {people.length > shown.length && <span className={styles.more}>and {people.length - shown.length} more</span>}
    </span>
  );
}
