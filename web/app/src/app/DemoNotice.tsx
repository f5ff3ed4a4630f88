import { Alert } from "@mantine/core";
import { about } from "@roomkey/client";
import { useEffect, useState } from "react";

/** Tells who signs in that the server holds the demo's accounts. Without an answer it says nothing. */
export function DemoNotice() {
  const [demo, setDemo] = useState(false);
  useEffect(() => {
    about().then(
      (answer) => setDemo(answer.demo === true),
      () => undefined,
    );
  }, []);
  if (!demo) return null;
  return (
    <Alert color="yellow" mb="md" role="note" title="This server holds the demo">
      Anybody can sign in as agent1@demo.test with demo-password. Keep nothing private here.
    </Alert>
  );
}
