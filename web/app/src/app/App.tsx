import { MantineProvider } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import type { Schema } from "../lib/schema";
import { SessionProvider } from "../react/client";
import { Client, loadAutomerge, remembered, signOut, type User } from "../sync/client";
import { api } from "../sync/http";
import { Pages } from "./router";
import { SignIn } from "./SignIn";

type State = { is: "starting" } | { is: "signed-out" } | { is: "signed-in"; client: Client; schema: Schema };

/** The whole app: who is signed in decides what is shown. It starts without a server from what this device holds. */
export function App() {
  const [state, setState] = useState<State>({ is: "starting" });

  const enter = useCallback(async (user: User) => {
    await loadAutomerge();
    const schema = await loadSchema();
    const client = new Client(user);
    await client.start();
    setState({ is: "signed-in", client, schema });
  }, []);

  useEffect(() => {
    const user = remembered();
    if (user) void enter(user);
    else setState({ is: "signed-out" });
  }, [enter]);

  return (
    <MantineProvider defaultColorScheme="auto" getStyleNonce={nonce}>
      {state.is === "signed-out" && <SignIn onSignedIn={enter} />}
      {state.is === "signed-in" && (
        <SessionProvider
          session={{
            client: state.client,
            schema: state.schema,
            onSignOut: () => {
              void signOut(state.client).then(() => setState({ is: "signed-out" }));
            },
          }}
        >
          <Pages />
        </SessionProvider>
      )}
    </MantineProvider>
  );
}

/** The page's nonce, which the server puts where Vite left its mark. */
function nonce(): string {
  return document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
}

/** The schema: from this device at once, and anew for the next time. */
async function loadSchema(): Promise<Schema> {
  const kept = localStorage.getItem("roomkey/schema");
  const fresh = api<Schema>("GET", "/schema").then((schema) => {
    localStorage.setItem("roomkey/schema", JSON.stringify(schema));
    return schema;
  });
  if (!kept) return fresh;
  fresh.catch(() => undefined); // offline
  return JSON.parse(kept) as Schema;
}
