import { Avatar, Tooltip } from "@mantine/core";
import { useSession } from "../../react/client";
import { useNames } from "../../react/useNames";
import { useObservable } from "../../react/useObservable";

/** Faces of the others who are online. */
export function Online() {
  const { client } = useSession();
  const members = useObservable(client.members);
  const names = useNames();
  const others = [...new Set([...members.values()].map((member) => member.user))].filter((id) => id !== client.user.id);
  return (
    <Avatar.Group aria-label="Online" role="group" visibleFrom="xs">
      {others.slice(0, 5).map((id) => (
        <Tooltip key={id} label={names.get(id) ?? "A colleague"}>
          <Avatar size="sm" name={names.get(id)} color="initials" alt={names.get(id) ?? "A colleague"} />
        </Tooltip>
      ))}
    </Avatar.Group>
  );
}
