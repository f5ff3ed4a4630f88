import { Button } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { EmptyState } from "./EmptyState";
import { Icon } from "./Icon";
import { type Why, whyInWords } from "./why";

type Props = {
  title: string; // "This page could not be drawn"
  why?: Why; // as far as is known; it is said in words
  children?: ReactNode; // what is safe, and under which reference the error was reported
  onRetry: () => void;
  actions?: ReactNode; // beside Try again
};

/** Stands where something went wrong: why, what is safe, and Try again. It is read out. */
export function ErrorState({ title, why, children, onRetry, actions }: Props) {
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
        {why !== undefined && whyInWords(why)} {children}
      </EmptyState>
    </div>
  );
}
