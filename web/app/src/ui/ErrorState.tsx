import { Button } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { EmptyState } from "./EmptyState";
import { Icon } from "./Icon";

type Props = {
  title: string; // "This page could not be drawn"
  children?: ReactNode; // what is safe, and under which reference the error was reported
  onRetry: () => void;
  actions?: ReactNode; // beside Try again
};

/** Stands where something went wrong: what is safe, and Try again. It is read out. */
export function ErrorState({ title, children, onRetry, actions }: Props) {
  return (
    <div role="alert">
      <EmptyState
        icon={IconAlertTriangle}
        tone="red"
        title={title}
        actions={
          <>
            <Button variant="default" leftSection={<Icon of={IconRefresh} />} onClick={onRetry}>
              Try again
            </Button>
            {actions}
          </>
        }
      >
        {children}
      </EmptyState>
    </div>
  );
}
