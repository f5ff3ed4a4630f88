import { Button } from "@mantine/core";
import { IconMapPinOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { CommandBar } from "../ui/CommandBar";
import { EmptyState } from "../ui/EmptyState";

/** Stands for an address that the app has no page for. */
export function NotFound() {
  return (
    <>
      <CommandBar title="Not found" />
      <EmptyState
        icon={IconMapPinOff}
        tone="gray"
        title="There is nothing here"
        actions={
          <Button variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
            Go home
          </Button>
        }
      >
        The address may be mistyped, or what it named has gone.
      </EmptyState>
    </>
  );
}
