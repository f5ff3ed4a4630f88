import { useNames, useObservable, useSession } from "@roomkey/client/react";
import { Faces } from "../../ui/Avatar";
import styles from "./Online.module.css";

/** Faces of the others who are online, and how many that is with oneself. Nothing while one is alone. */
export function Online() {
  const { client } = useSession();
  const rooms = useObservable(client.rooms.members);
  const names = useNames();
  const users = Object.values(rooms).flatMap((devices) => [...devices.values()].map(({ user }) => user));
  const others = [...new Set(users)].filter((id) => id !== client.user.id).sort();
  if (others.length === 0) return null;
  return (
    <div className={styles.online}>
      <Faces label="Online" size={20} people={others.map((id) => ({ id, name: names.get(id) ?? "" }))} />
      <span className={styles.count}>{others.length + 1} online</span>
    </div>
  );
}
