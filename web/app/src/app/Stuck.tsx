import { CommandBar } from "../ui/CommandBar";
import { ErrorState } from "../ui/ErrorState";

type Props = { onRetry: () => void };

/** Stands where the app can't start: without the server, and without enough on this device. */
export function Stuck({ onRetry }: Props) {
  return (
    <main>
      <CommandBar title="Roomkey" />
      <ErrorState title="Roomkey can't be reached" onRetry={onRetry}>
        This device does not hold enough to start without it. A sign-in page of your network may stand between: open any
        other page to see it, then try again.
      </ErrorState>
    </main>
  );
}
