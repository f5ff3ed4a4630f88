import { useNames, useObservable, useSession } from "@roomkey/client/react";
import { Faces } from "../../ui/Avatar";

/** Who else looks at this record. */
export function Watchers({ record }: { record: string }) {
  const { client } = useSession();
  const members = useObservable(client.rooms.members)[`record:${record}`];
  const names = useNames();
  const here = [...(members?.values() ?? [])].filter(
    ({ viewing, user }) => viewing === record && user !== client.user.id,
  );
  const people = [...new Set(here.map((member) => member.user))].map((id) => {
    const name = names.get(id) ?? "";
    return { id, name, label: `${name || "A colleague"} is here` };
  });
  return <Faces people={people} label="Also here" />;
}
