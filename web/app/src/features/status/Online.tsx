import { Avatar, Tooltip } from "@mantine/core";
import { useNames, useObservable, useSession } from "@roomkey/client/react";

/** Faces of the others who are online. */
export function Online() {
  const { client } = useSession();
  const rooms = useObservable(client.rooms.members);
  const names = useNames();
  const users = Object.values(rooms).flatMap((devices) => [...devices.values()].map(({ user }) => user));
  const others = [...new Set(users)].filter((id) => id !== client.user.id).sort();
  return (
    <Avatar.Group spacing={4} aria-label="Online" role="group" visibleFrom="xs">
      {others.slice(0, 5).map((id) => (
        <Tooltip key={id} label={names.get(id) ?? "A colleague"}>
          <Avatar
            size="sm"
            name={names.get(id)}
            color="initials"
            role="img"
            aria-label={names.get(id) ?? "A colleague"}
          />
        </Tooltip>
      ))}
    </Avatar.Group>
  );
}
