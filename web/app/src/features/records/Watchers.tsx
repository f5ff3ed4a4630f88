import { Avatar, Tooltip } from "@mantine/core";
import { useNames, useObservable, useSession } from "@roomkey/client/react";

/** Who else looks at this record. */
export function Watchers({ record }: { record: string }) {
  const { client } = useSession();
  const members = useObservable(client.rooms.members)[`record:${record}`];
  const names = useNames();
  const here = [...(members?.values() ?? [])].filter(
    ({ viewing, user }) => viewing === record && user !== client.user.id,
  );
  const people = [...new Set(here.map((member) => member.user))];
  if (people.length === 0) return null;
  return (
    <Avatar.Group spacing={4} role="group" aria-label="Also here">
      {people.map((id) => (
        <Tooltip key={id} label={`${names.get(id) ?? "A colleague"} is here`}>
          <Avatar
            size="sm"
            name={names.get(id)}
            color="initials"
            role="img"
            aria-label={`${names.get(id) ?? "A colleague"} is here`}
          />
        </Tooltip>
      ))}
    </Avatar.Group>
  );
}
