import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { CommandBar } from "../ui/CommandBar";
import { ErrorState } from "../ui/ErrorState";
import { report } from "./report";

/** Stands for a page that could not be drawn. The error is reported under a reference that the page names. */
export function Failed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const [reference, setReference] = useState("");
  useEffect(() => {
    report(error).then(setReference, () => undefined); // offline: it is not reported, and nothing is said of it
  }, [error]);
  return (
    <>
      <CommandBar title="Something went wrong" />
      <ErrorState
        title="This page could not be drawn"
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
        actions={
          <Button variant="subtle" renderRoot={(props) => <Link to="/" {...props} />}>
            Go home
          </Button>
        }
      >
        Your edits are safe on this device. {reference && `The error was reported as ${reference}.`}
      </ErrorState>
    </>
  );
}
