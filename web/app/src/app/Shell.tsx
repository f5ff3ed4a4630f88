import { AppShell, Burger, Button, Group, NavLink, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useSession } from "@roomkey/client/react";
import { Link, Outlet } from "@tanstack/react-router";
import { Badge } from "../features/status/Badge";
import { Ended } from "../features/status/Ended";
import { Online } from "../features/status/Online";
import { Tray } from "../features/tasks/Tray";

/** The frame around every page: the five lists, who is online, how the connection is, and the tasks under way. */
export function Shell() {
  const { client, schema, onSignOut } = useSession();
  const [opened, { toggle, close }] = useDisclosure();

  const leave = () => {
    const unsent = client.outbox.count;
    const edits = unsent === 1 ? "1 edit has" : `${unsent} edits have`;
    if (unsent === 0 || confirm(`${edits} not been sent. Sign out and lose what was not sent?`)) onSignOut();
  };

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 200, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={0}
    >
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm" wrap="nowrap" justify="space-between">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Menu" />
            <Text fw={700}>Roomkey</Text>
          </Group>
          <Group gap="sm" wrap="nowrap">
            <Online />
            <Badge />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Lists">
        {schema.types.map((type) => (
          <NavLink
            key={type.plural}
            label={type.labels}
            onClick={close}
            renderRoot={(props) => <Link to="/$plural" params={{ plural: type.plural }} search={{}} {...props} />}
          />
        ))}
        <NavLink label="Task history" mt="md" onClick={close} renderRoot={(props) => <Link to="/tasks" {...props} />} />
        <Text size="xs" c="dimmed" mt="auto" p="xs">
          {client.user.name}
        </Text>
        <Button variant="subtle" size="xs" onClick={leave}>
          Sign out
        </Button>
      </AppShell.Navbar>
      <AppShell.Main>
        <Ended />
        <Outlet />
      </AppShell.Main>
      <Tray />
    </AppShell>
  );
}
