import { Alert, Center, Paper, Stack, Title } from "@mantine/core";
import type { User } from "@roomkey/client";
import { SignInForm } from "../features/status/SignInForm";

type Props = { onSignedIn: (user: User) => Promise<void>; notice?: string };

/** The page for who is not signed in. */
export function SignIn({ onSignedIn, notice }: Props) {
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p={{ base: "md", xs: "xl" }} radius="md" w="100%" maw={380}>
        <Stack>
          <Title order={1} size="h2">
            Roomkey
          </Title>
          {notice && <Alert color="gray">{notice}</Alert>}
          <SignInForm onSignedIn={onSignedIn} />
        </Stack>
      </Paper>
    </Center>
  );
}
